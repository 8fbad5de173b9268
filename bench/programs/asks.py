"""GET / on a port of the loopback, again and again. For each line on stdin it tells how long each request took since the last one, in ms."""
import http.client
import json
import select
import socket
import struct
import sys
import time

port, pause = int(sys.argv[1]), float(sys.argv[2])


def ask():
    conn = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    conn.connect()
    # Closed by a reset, so that no thousands of connections stay behind in TIME_WAIT.
    conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    conn.request("GET", "/")
    response = conn.getresponse()
    response.read()
    conn.close()
    if response.status != 200:
        raise OSError("status %d" % response.status)


print("ready", flush=True)
took, failed = [], []
while True:
    if select.select([sys.stdin], [], [], pause)[0]:
        if not sys.stdin.buffer.raw.read(1):
            break
        print(json.dumps({"took": took, "failed": failed[:5]}), flush=True)
        took, failed = [], []
    begun = time.perf_counter()
    try:
        ask()
    except OSError as error:
        failed.append(repr(error))
    took.append(round((time.perf_counter() - begun) * 1000, 3))
