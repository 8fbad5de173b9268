"""Stands in for a worker's trace hook, and answers whatever it is told to: fake_trace_hook.py FOLDER BEHAVIOUR.

Prints its pid once it listens; ends with its standard input.
"""
import json
import os
import socket
import sys
import threading
import time

folder, behaviour = sys.argv[1:]
os.mkdir(folder, 0o700)
path = os.path.join(folder, "trace-%d.sock" % os.getpid())
server = socket.socket(socket.AF_UNIX)
os.umask(0o177)
server.bind(path)
server.listen(4)

EVIL = "\033]0;owned\007\033[2J\u202e\ud800" + "x" * 5000
FRAME = ["/srv/app.py", 7, "index"]
SITE = {"kind": "socket", "count": 3, "fds": [4], "stack": [FRAME], "shared": False, "routes": [["GET /", 3]]}
REPORT = {
    "version": 1,
    "pid": os.getpid(),
    "fd": server.fileno(),
    "python": "3.11.2",
    "since": 1700000000.5,
    "requests": 2,
    "open": 10,
    "told": 3,
    "lost": 0,
    "sites": [SITE],
    "routes": [["GET /", 3, 1]],
    "openBy": [["GET /", 3]],
}
CHANGES = {
    "well": {},
    "error": {"error": EVIL},
    "version": {"version": 2},
    "pid": {"pid": 1},
    "fd": {"fd": 0},
    "escapes": {"python": EVIL, "sites": [dict(SITE, stack=[[EVIL, 7, EVIL]], routes=[[EVIL, 1]])], "routes": [[EVIL, 1, 1]]},
    "kind": {"sites": [dict(SITE, kind="constructor")]},
    "fractions": {"open": 1.5},
    "huge": {"open": 1e300},
    "negative": {"told": -1},
    "strings": {"sites": "sites"},
    "null": {"sites": [None]},
    "frames": {"sites": [dict(SITE, stack=[7])]},
    "since": {"since": 1e300},
    "missing": {"openBy": None},
    "many": {"sites": [SITE] * 3000, "openBy": [["GET /", 1]] * 3000},
}


def drip(client):
    while True:
        client.sendall(b"[")
        time.sleep(0.02)


def flood(client):
    for _ in range(64):
        client.sendall(b'"' * 100000)


SAY = {
    "drip": drip,
    "flood": flood,
    "deep": lambda client: client.sendall(b"[" * 900000),
    "garbage": lambda client: client.sendall(os.urandom(5000)),
    "nothing": lambda client: None,
    "silence": lambda client: time.sleep(60),
}


def serve():
    while True:
        client = server.accept()[0]
        try:
            client.recv(1)
            say = SAY.get(behaviour) or (lambda to: to.sendall(json.dumps(dict(REPORT, **CHANGES[behaviour])).encode()))
            say(client)
        except OSError:
            pass
        client.close()


threading.Thread(target=serve, daemon=True).start()
print(path, flush=True)
sys.stdin.read()
