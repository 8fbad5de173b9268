"""dead_mount.py FOLDER COMMAND...: runs a command while FOLDER is a file system whose server never answers.

A FUSE whose device nobody reads: each look at it waits for ever, as on an NFS whose server is away. For root, in a mount
namespace of its own (unshare --mount).
"""
import ctypes
import os
import subprocess
import sys

folder, *command = sys.argv[1:]
device = os.open('/dev/fuse', os.O_RDWR)
options = 'fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other' % device
libc = ctypes.CDLL(None, use_errno=True)
if libc.mount(b'dead', folder.encode(), b'fuse.dead', 0, options.encode()) != 0:
    sys.exit('no FUSE: ' + os.strerror(ctypes.get_errno()))
sys.exit(subprocess.run(command).returncode)
