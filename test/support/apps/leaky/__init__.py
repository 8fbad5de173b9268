"""A WSGI app that leaks open files, each kind of leak by a route of its own: `leaky:app`. Only the standard library;
Python 3.8 or newer.

    GET /              {"pid"} of the worker that answers
    GET /leak/KIND/N   leaks N times (see views.LEAKS)
    GET /release       closes and forgets it all
    GET /grow/MB       keeps so many megabytes of objects more, without an fd

The comments `opened: KIND` and `stored: KIND` mark the lines that `fdtop origin` must name.
"""
import json
import os

from . import memory, views


def app(environ, start_response):
    command, *arguments = environ["PATH_INFO"].strip("/").split("/")
    if command == "leak":
        views.leak(arguments[0], int(arguments[1]))
    elif command == "release":
        views.release()
    elif command == "grow":
        memory.grow(int(arguments[0]))
    body = json.dumps({"pid": os.getpid()}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
