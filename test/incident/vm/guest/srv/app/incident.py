"""holder:app of the Gunicorn tests, for one worker of several: `?PID` is answered by the worker PID alone.

Any worker may get a request. One that was not meant holds nothing and answers 409: ask again.
"""
import os

import holder


def app(environ, start_response):
    meant = environ["QUERY_STRING"]
    if meant and int(meant) != os.getpid():
        start_response("409 Conflict", [("Content-Length", "0")])
        return [b""]
    return holder.app(environ, start_response)
