"""A WSGI app that leaks fds, as real ones do: it keeps what it should close. For `fdtop demo --gunicorn`."""

import http.client
import os
import random
import resource
import time

UPSTREAM_PORT = int(os.environ["FDTOP_DEMO_UPSTREAM"])
LEAK_AFTER_SECONDS = os.environ.get("LEAK_AFTER_SECONDS")  # set in one worker only

FDS_PER_SECOND = 190
FDS_AT_MOST = 10500
SHARE_OF_LIMIT = 0.8
FDS_PER_REQUEST_AT_MOST = 40

STARTED = time.monotonic()
LOGS = []
EXPORTS = []
PIPES = []
RECENT = []


class OrdersClient:
    clients = []

    def __init__(self):
        self.connection = http.client.HTTPConnection("127.0.0.1", UPSTREAM_PORT, timeout=5)

    def fetch(self):
        self.connection.request("GET", "/orders")
        return self.connection.getresponse().read()


def app(environ, start_response):
    body = leaky_orders() if LEAK_AFTER_SECONDS else healthy_orders()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def healthy_orders():
    RECENT.append(open(__file__))
    while len(RECENT) > random.randint(1, 6):
        RECENT.pop(0).close()
    return b"orders\n"


def leaky_orders():
    # By the clock, not by the number of requests: how many reach this worker is the kernel's choice.
    leaked = fds_leaked()
    due = min(fds_due(), leaked + FDS_PER_REQUEST_AT_MOST)
    while leaked < due:
        leak_one(leaked)
        leaked = fds_leaked()
    return b"orders\n"


def fds_leaked():
    return len(OrdersClient.clients) + len(LOGS) + len(EXPORTS) + 2 * len(PIPES)


def fds_due():
    soft_limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    room = FDS_AT_MOST if soft_limit == resource.RLIM_INFINITY else min(FDS_AT_MOST, SHARE_OF_LIMIT * soft_limit)
    return min(room, FDS_PER_SECOND * (time.monotonic() - STARTED - float(LEAK_AFTER_SECONDS)))


def leak_one(number):
    """Of 20 fds 16 are sockets, 1 is a file, 1 a deleted file, 2 are a pipe."""
    kind = number % 20
    if kind == 4:
        append_to_log()
    elif kind == 9:
        export_orders()
    elif kind == 14:
        make_pipe()
    else:
        ask_upstream()


def ask_upstream():
    client = OrdersClient()
    client.fetch()
    OrdersClient.clients.append(client)


def append_to_log():
    LOGS.append(open("orders.log", "a"))


def export_orders():
    EXPORTS.append(open("export.csv", "w"))
    os.unlink("export.csv")


def make_pipe():
    PIPES.append(os.pipe())
