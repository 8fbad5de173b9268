"""Gunicorn's settings for `fdtop demo --gunicorn`: four workers, one of them told to leak, and none outlives fdtop."""

import ctypes
import os
import shutil
import signal
import sys

bind = "127.0.0.1:0"
workers = int(os.environ["FDTOP_DEMO_WORKERS"])
worker_class = "sync"
loglevel = "warning"
graceful_timeout = 1
# Gunicorn 25.1+: the socket's path is one per user, and may be a real service's.
control_socket_disable = True

FOLDER = os.getcwd()
FIRST_CALM_SECONDS = 4
LATER_CALM_SECONDS = 20
PR_SET_PDEATHSIG = 1


def on_starting(server):
    # master_pid: after USR2 the old master is the parent of the new one.
    die_with_parent(server, signal.SIGINT, server.master_pid or int(os.environ["FDTOP_DEMO_KEEPER"]))


def when_ready(server):
    say("listening", server.LISTENERS[0].getsockname()[1])


def on_reload(server):
    # The old workers go: one of the new ones is to leak.
    for worker in server.WORKERS.values():
        worker.leaks = False


def pre_fork(server, worker):
    worker.leaks = not any(other.leaks for other in server.WORKERS.values())


def post_fork(server, worker):
    die_with_parent(server, signal.SIGTERM, server.pid)
    if worker.leaks:
        calm = FIRST_CALM_SECONDS if worker.age == 1 else LATER_CALM_SECONDS
        os.environ["LEAK_AFTER_SECONDS"] = str(calm)


def post_worker_init(worker):
    say("serving", worker.pid)


def worker_exit(server, worker):
    # Gunicorn calls this in the master too.
    is_orphan = worker.pid == os.getpid() and os.getppid() != server.pid
    if is_orphan:
        remove_folder(server)


def on_exit(server):
    remove_folder(server)


def die_with_parent(server, with_signal, parent):
    """Gunicorn does not watch its parent; this asks the kernel to, so that it works after SIGKILL too."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, with_signal)
    if os.getppid() != parent:
        remove_folder(server)
        sys.exit("fdtop is gone")


def say(what, number):
    sys.stdout.write("%s %d\n" % (what, number))
    sys.stdout.flush()


def remove_folder(server):
    # A second master that fails (USR2) must leave the first one's folder alone.
    if not server.master_pid:
        shutil.rmtree(FOLDER, ignore_errors=True)
