"""Full text search, by a protocol of its own over TCP."""
import socket
import threading

from django.conf import settings


class Connections(threading.local):
    def __init__(self):
        self.by_index = {}

    def get(self, index):
        connection = self.by_index.get(index)
        if connection is None:
            connection = Connection.open(settings.UPSTREAM_HOST, settings.UPSTREAM_PORT)
            self.by_index[index] = connection  # stored: search
        return connection


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.stream = sock.makefile("rwb")

    @classmethod
    def open(cls, host, port):
        sock = socket.create_connection((host, port), timeout=10)  # opened: search
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return cls(sock)

    def ask(self, words):
        self.stream.write(b"GET /search?%s HTTP/1.1\r\nHost: upstream\r\n\r\n" % words.encode())
        self.stream.flush()
        return self.stream.readline()


connections = Connections()


def search(index, words):
    return connections.get(index).ask(words)
