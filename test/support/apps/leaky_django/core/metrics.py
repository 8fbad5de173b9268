"""Counters for statsd."""
import socket

from django.conf import settings

from core.singleton import Singleton


class Statsd(metaclass=Singleton):
    def __init__(self):
        self._senders = {}

    def sender(self, name):
        if name not in self._senders:
            sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)  # opened: statsd
            sender.connect((settings.UPSTREAM_HOST, 8125))
            self._senders[name] = sender  # stored: statsd
        return self._senders[name]

    def count(self, name, by=1):
        try:
            self.sender(name).send(b"%s:%d|c" % (name.encode(), by))
        except ConnectionRefusedError:
            pass
