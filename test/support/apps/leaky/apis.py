"""Clients that are never closed."""
from http.client import HTTPConnection


class Client:
    live = {}

    def __init__(self, host, port):
        self.conn = HTTPConnection(host, port, timeout=5)  # opened: live

    def fetch(self, key):
        self.conn.connect()
        Client.live[key] = self  # stored: live


class Registry:
    def __init__(self):
        self.files = []

    def keep(self, file):
        self.files.append(file)  # stored: registry


class Loop:
    """Refers to itself, as callbacks do: only the garbage collector ends it."""

    def __init__(self, connect):
        self.sock = connect()  # opened: cycle
        self.callback = self.run

    def run(self):
        pass


class Slotted:
    __slots__ = ("sock", "number")

    def __init__(self, sock):
        self.sock = sock
