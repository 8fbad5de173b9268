"""A mount whose server is dead: a FUSE file system (fuse(4)) that takes every request and answers none. Needs root.

Arguments: the folder; `opens`: any file in it can be opened, and only what is asked about it then has no answer. It says a line once it is mounted, and lives until its stdin ends. Whoever looks at a file in it waits,
as on an NFS mount whose server is gone; when this ends, the kernel ends the waiting.
"""
import ctypes
import os
import struct
import sys
import threading

folder = sys.argv[1].encode()
device = os.open('/dev/fuse', os.O_RDWR)
libc = ctypes.CDLL(None, use_errno=True)
options = b'fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other' % device
if libc.mount(b'dead', folder, b'fuse.dead', 0, options) != 0:
    sys.exit(f'mount: {os.strerror(ctypes.get_errno())}')

# include/uapi/linux/fuse.h
LOOKUP, FORGET, GETATTR, OPEN, STATFS, INIT, INTERRUPT = 1, 2, 3, 14, 17, 26, 36
ENOSYS = 38
ATTR = struct.pack('<6Q10I', 2, 0, 0, 0, 0, 0, 0, 0, 0, 0o100600, 1, os.getuid(), os.getgid(), 0, 4096, 0)
ANSWERS = {
    INIT: struct.pack('<4I2H2I2H8I', 7, 31, 65536, 0, 12, 9, 65536, 1, 0, 0, *[0] * 8),
    # Valid for no time: it is asked again at once.
    LOOKUP: struct.pack('<4Q2I', 2, 0, 3600, 0, 0, 0) + ATTR,
    OPEN: struct.pack('<Q2I', 0, 0, 0),
}


def serve():
    while True:
        try:
            request = os.read(device, 2**20)
        except OSError:
            return
        _, opcode, unique = struct.unpack_from('<2IQ', request)
        if opcode in (FORGET, GETATTR, STATFS, INTERRUPT):
            continue
        answer = ANSWERS.get(opcode)
        head = (16 + len(answer or b''), 0 if answer is not None else -ENOSYS, unique)
        os.write(device, struct.pack('<IiQ', *head) + (answer or b''))


if 'opens' in sys.argv:
    threading.Thread(target=serve, daemon=True).start()
print('mounted', flush=True)
sys.stdin.read()
MNT_FORCE, MNT_DETACH = 1, 2
# Ends the waiting; a thread that reads would keep the device open.
libc.umount2(folder, MNT_FORCE)
libc.umount2(folder, MNT_DETACH)
os._exit(0)
