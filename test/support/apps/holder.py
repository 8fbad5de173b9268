"""A WSGI app whose process holds open files on demand: `holder:app`. Only the standard library; Python 3.8 or newer.

    GET /              {"pid", "held"} of the worker that answers
    GET /hold/KIND/N   that worker holds N fds of the kind: file, deleted, pipe, socket, close_wait,
                       accepted, epoll, inotify, files
    GET /hold/established/N/PORT   ... or connections to that port of the loopback
    GET /release       ... and closes all of them
    GET /sleep/S       answers after S seconds: a request in flight
    GET /deaf/S        as sleep, and that worker ignores TERM, QUIT and INT from then on
"""
import ctypes
import json
import os
import select
import signal
import socket
import tempfile
import time

HELD = []  # one entry per fd: a socket, or another object with close(), or a plain fd number


def hold(kind, count, peer=None):
    """Holds exactly `count` more fds. Takes back what it opened when the process runs out of them."""
    opened = []
    try:
        OPENERS[kind](opened, count, peer)
    except OSError:
        close(opened)
        raise
    HELD.extend(opened)


def release():
    close(HELD)
    HELD.clear()


def close(fds):
    for fd in fds:
        os.close(fd) if isinstance(fd, int) else fd.close()


def open_files(opened, count, _peer):
    path = os.path.join(tempfile.gettempdir(), "held-%d.log" % os.getpid())
    for _ in range(count):
        opened.append(os.open(path, os.O_RDWR | os.O_CREAT))


def open_deleted(opened, count, _peer):
    path = os.path.join(tempfile.gettempdir(), "upload-%d.tmp" % os.getpid())
    for _ in range(count):
        opened.append(os.open(path, os.O_RDWR | os.O_CREAT))
    os.unlink(path)


def open_pipes(opened, count, _peer):
    for _ in range(count // 2):
        opened.extend(os.pipe())
    if count % 2:
        reader, writer = os.pipe()
        os.close(writer)
        opened.append(reader)


def open_sockets(opened, count, _peer):
    """Sockets that were never connected: open, and in no table of /proc/net."""
    for _ in range(count):
        opened.append(socket.socket(socket.AF_INET, socket.SOCK_STREAM))


def open_close_wait(opened, count, _peer):
    """Connections that the other side closed and this process did not: the shape of a leaked HTTP client."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        for _ in range(count):
            opened.append(socket.create_connection(server.getsockname()))
            server.accept()[0].close()


def open_established(opened, count, peer):
    """Connections to a server that keeps its end open, and that lives in another process."""
    for _ in range(count):
        opened.append(socket.create_connection(("127.0.0.1", peer), timeout=20))


def open_accepted(opened, count, _peer):
    """Connections that clients made and closed, and this process did not: one listening socket, the others in CLOSE_WAIT."""
    server = socket.create_server(("127.0.0.1", 0))
    opened.append(server)
    for _ in range(count - 1):
        socket.create_connection(server.getsockname()).close()
        opened.append(server.accept()[0])


def open_epolls(opened, count, _peer):
    for _ in range(count):
        opened.append(select.epoll())


def open_inotify(opened, count, _peer):
    """A user may have 128 of them by default."""
    for _ in range(count):
        fd = ctypes.CDLL(None, use_errno=True).inotify_init1(os.O_CLOEXEC)
        if fd < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1")
        opened.append(fd)


def open_different_files(opened, count, _peer):
    folder = os.path.join(tempfile.gettempdir(), "uploads-%d" % os.getpid())
    os.makedirs(folder, exist_ok=True)
    for number in range(count):
        opened.append(os.open(os.path.join(folder, "%d.pdf" % number), os.O_RDWR | os.O_CREAT))


OPENERS = {
    "file": open_files,
    "deleted": open_deleted,
    "pipe": open_pipes,
    "socket": open_sockets,
    "close_wait": open_close_wait,
    "established": open_established,
    "accepted": open_accepted,
    "epoll": open_epolls,
    "inotify": open_inotify,
    "files": open_different_files,
}


def app(environ, start_response):
    command, *arguments = environ["PATH_INFO"].strip("/").split("/")
    if command == "hold":
        hold(arguments[0], *map(int, arguments[1:]))
    elif command == "release":
        release()
    elif command == "sleep":
        time.sleep(float(arguments[0]))
    elif command == "deaf":
        for name in (signal.SIGTERM, signal.SIGQUIT, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)
        end = time.monotonic() + float(arguments[0])
        while time.monotonic() < end:
            time.sleep(0.01)
    body = json.dumps({"pid": os.getpid(), "held": len(HELD)}).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
