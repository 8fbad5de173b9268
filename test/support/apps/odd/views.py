"""Leaks that are easily told wrong."""
import ctypes
import functools
import heapq
import itertools
import socket
from typing import NamedTuple

from . import keepers

LIBC = ctypes.CDLL(None)
CALLBACKS = []
NAMED = {}
QUEUE = []
GROWN = ()
SENT = []
BRANCHED = []
RENEWED = []
globals()["\x1b[8mHOSTILE"] = []
COUNTER = itertools.count()


def connect():
    return socket.create_connection(SERVER.getsockname())  # opened: connect


class Client:
    """Its method is called as a local variable elsewhere."""

    def sock(self):
        return socket.create_server(("127.0.0.1", 0))

    def socks(self):
        self.socks = [socket.create_connection(("127.0.0.1", 1))]


class Pair(NamedTuple):
    name: str
    sock: socket.socket


def send(sock, data):
    sock.send(data)


def never():
    keepers.keep(socket.socket())


def shared(_):
    keepers.keep(socket.create_connection(SERVER.getsockname()))  # opened: shared


def partial(_):
    sock = socket.create_connection(SERVER.getsockname())  # opened: partial
    CALLBACKS.append(functools.partial(send, sock))  # stored: partial


def named(number):
    sock = socket.create_connection(SERVER.getsockname())  # opened: named
    NAMED[number] = Pair("peer", sock=sock)  # stored: named


def branched(number):
    if number < 0:
        sock = socket.socket()
    else:
        sock = socket.create_connection(SERVER.getsockname())
    BRANCHED.append(sock)  # stored: branched


class Renewed:
    def __init__(self):
        self.sock = socket.create_connection(SERVER.getsockname())

    def renew(self):
        self.sock = socket.socket()


def renewed(_):
    RENEWED.append(Renewed())  # stored: renewed


def queued(_):
    heapq.heappush(QUEUE, (next(COUNTER), connect()))  # stored: queued


def grown(_):
    global GROWN
    GROWN = GROWN + (connect(),)  # stored: grown


def attributed(_):
    attributed.socks.append(connect())  # stored: attributed


attributed.socks = []


@keepers.remembering
def wrapped(_):
    return connect()


def unknown(number):
    SENT.append(make(number))  # opened: unknown  # stored: unknown


# What it does is not to be seen in the source; and this is no socket of Python's.
make = eval("lambda number: connect() if number >= 0 else LIBC.socket(2, 1, 0)")


def raw():
    return LIBC.socket(2, 1, 0)


def hostile(_):
    thing = type("a\x1b[2J\n" + "b" * 5000, (), {})()
    vars(thing)["\x1b]0;c\x07"] = connect()
    globals()["\x1b[8mHOSTILE"].append(thing)


SERVER = socket.create_server(("127.0.0.1", 0), backlog=4096)
