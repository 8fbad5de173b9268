"""sleepers.py COUNT: so many sleeping processes. Prints a line when they are there, ends when its stdin does."""
import ctypes
import os
import signal
import sys

libc = ctypes.CDLL(None)
libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
pids = []
for _ in range(int(sys.argv[1])):
    pid = os.fork()
    if pid == 0:
        libc.prctl(1, signal.SIGKILL)
        os.execv("/usr/bin/sleep", ["sleep", "infinity"])
    pids.append(pid)
print("ready", flush=True)
sys.stdin.read()
for pid in pids:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
