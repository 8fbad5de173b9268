"""A service shaped and titled as Gunicorn's: a master, and workers that hold open files. Ends when its stdin does.

    service.py WORKERS FDS LEAKING CHURN

Each worker holds FDS fds (two thirds of one log file, one third sockets never connected). LEAKING of them open 5 more a
second. With CHURN seconds the oldest worker is replaced that often; workers are then sleep(1)s, cheap to start. Every
worker prints its pid once it holds its fds.
"""
import ctypes
import os
import random
import select
import signal
import socket
import sys
import time

TITLE = "gunicorn: worker [bench]"
LIMIT = 19990


def die_with_parent():
    """PR_SET_PDEATHSIG: whatever becomes of the benchmark, nothing outlives it."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


def hold(count):
    for index in range(count):
        if index % 3 == 2:
            socket.socket().detach()
        else:
            os.open(__file__, os.O_RDONLY)


def worker(fds, leaks):
    die_with_parent()
    hold(fds)
    # One write: with PYTHONUNBUFFERED print makes two, and the lines of many workers mix.
    sys.stdout.write(f"{os.getpid()}\n")
    sys.stdout.flush()
    while leaks:
        time.sleep(0.2)
        fds += 1
        if fds < LIMIT:
            os.open(__file__, os.O_RDONLY)
    signal.pause()


def start(fds, leaks):
    pid = os.fork()
    if pid == 0:
        script = os.path.abspath(__file__)
        os.execv("/usr/bin/python3", [TITLE, script, "worker", str(fds), str(int(leaks))])
    return pid


def start_short_lived(fds):
    pid = os.fork()
    if pid == 0:
        die_with_parent()
        for _ in range(random.randrange(fds)):
            os.set_inheritable(os.open("/dev/null", os.O_RDONLY), True)
        os.execv("/usr/bin/sleep", [TITLE, "infinity"])
    return pid


def end(pid):
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def master(workers, fds, leaking, churn):
    die_with_parent()
    if churn:
        pids = [start_short_lived(fds) for _ in range(workers)]
        print("\n".join(map(str, pids)), flush=True)
        while not select.select([sys.stdin], [], [], churn)[0]:
            end(pids.pop(0))
            pids.append(start_short_lived(fds))
    else:
        pids = [start(fds, index < leaking) for index in range(workers)]
        sys.stdin.read()
    for pid in pids:
        end(pid)


if sys.argv[1] == "worker":
    worker(int(sys.argv[2]), sys.argv[3] == "1")
else:
    master(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
