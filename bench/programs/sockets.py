"""TCP connections over loopback, in the network namespace it is started in. Ends when its stdin does.

    sockets.py CONNECTIONS...

For each number one process connects so often, and another accepts. Prints the pid and the peer's port of the first that
connects, once all are connected.
"""
import ctypes
import os
import signal
import socket
import sys


def child(work):
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        os.close(reader)
        work(writer)
        os.close(writer)
        signal.pause()
    os.close(writer)
    return pid, reader


def serve(listener, count):
    def work(_):
        kept = [listener.accept()[0] for _ in range(count)]
        for connection in kept:
            connection.detach()

    return work


def connect(address, count):
    def work(_):
        for _ in range(count):
            socket.create_connection(address).detach()

    return work


def pair(index, count):
    listener = socket.create_server(("127.0.0.%d" % (index + 1), 0), backlog=4096)
    address = listener.getsockname()
    children = [child(serve(listener, count)), child(connect(address, count))]
    listener.close()
    return children, address


def main(counts):
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    pairs = [pair(index, count) for index, count in enumerate(counts)]
    children = [one for both, _ in pairs for one in both]
    for _, reader in children:
        os.read(reader, 1)  # until it closes its end
    (_, (target, _)), (_, port) = pairs[0]
    print(target, port, flush=True)
    sys.stdin.read()
    for pid, _ in children:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


main([int(count) for count in sys.argv[1:]])
