"""Gunicorn's configuration beside holder.py, which it reads by itself: ties each worker to the test that started it.

Each worker connects to the test's control socket, says who it is, and does what it is told. When the test's process is
gone, however it went, the connection ends, and the worker takes its master and itself down: nothing is left behind.
Without FDTOP_TEST_CONTROL it does nothing.
"""
import json
import os
import shutil
import signal
import socket
import threading


def post_worker_init(worker):
    # Here the worker has its final uid, has loaded the app, and is about to serve.
    path = os.environ.get("FDTOP_TEST_CONTROL")
    if path:
        threading.Thread(target=serve, args=(path,), daemon=True).start()


def serve(path):
    import holder  # not at the top: the master reads this file too, and must not load the app

    master = os.getppid()
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as control:
            control.connect(path)
            lines = control.makefile("rw", encoding="utf-8")
            answer(lines, pid=os.getpid(), ppid=master)
            for line in lines:
                answer(lines, **obey(holder, json.loads(line)))
    except OSError:
        pass  # the test is gone
    folder = os.path.dirname(path)
    if os.path.basename(folder).startswith("fdtop-gunicorn-"):
        shutil.rmtree(folder, ignore_errors=True)
    if os.getppid() == master:  # else it is gone already, and whoever adopted this worker is innocent
        os.kill(master, signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


def obey(holder, command):
    try:
        if command["do"] == "hold":
            holder.hold(command["kind"], command["count"], command.get("peer"))
        else:
            holder.release()
        return {"held": len(holder.HELD)}
    except Exception as error:  # the test must see it, whatever it is
        return {"error": "%s: %s" % (type(error).__name__, error)}


def answer(lines, **fields):
    lines.write(json.dumps(fields) + "\n")
    lines.flush()
