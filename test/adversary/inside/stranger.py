"""
stranger.py PID: a process under a pid of choice: clone3 with set_tid (clone(2), Linux 5.5 and later), as checkpoint and
restore do. It sleeps until it is killed.
"""
import ctypes
import os
import signal
import struct
import sys
import time

libc = ctypes.CDLL(None, use_errno=True)
tid = (ctypes.c_int * 1)(int(sys.argv[1]))
# struct clone_args: flags pidfd child_tid parent_tid exit_signal stack stack_size tls set_tid set_tid_size cgroup
args = struct.pack('11Q', 0, 0, 0, 0, signal.SIGCHLD, 0, 0, 0, ctypes.addressof(tid), 1, 0)
pid = libc.syscall(435, args, len(args))
if pid == 0:
    os.execv('/usr/bin/sleep', ['sleep', '600'])
if pid < 0:
    sys.exit(os.strerror(ctypes.get_errno()))
print(pid, flush=True)
while True:
    time.sleep(60)
