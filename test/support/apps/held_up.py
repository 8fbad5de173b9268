"""A process whose memory map is held for ever, so that whoever reads its cmdline or environ waits. Needs root, for the mount.

Arguments: the folder of a FUSE file system (fuse(4)), whose only file fails to be read once, and from then on answers nothing; the uid
of the process. It maps that file and touches it: the fault is tried again with the lock of the map held (FAULT_FLAG_TRIED), and as
soon as another thread maps anything, that waits for the lock to write, and all who want to read wait behind it.
Any user can have this in a user namespace of his own. Says the pid once it is so, and lives until its stdin ends.
"""
import ctypes
import os
import signal
import struct
import sys
import threading
import time

folder, uid = sys.argv[1], int(sys.argv[2])
libc = ctypes.CDLL(None, use_errno=True)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
libc.madvise.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
libc.memcpy.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
PROT_READ, MAP_PRIVATE, MAP_ANONYMOUS, MADV_RANDOM = 1, 2, 32, 1
PAGE = 4096

# include/uapi/linux/fuse.h
LOOKUP, FORGET, GETATTR, OPEN, READ, INIT, INTERRUPT = 1, 2, 3, 14, 15, 26, 36
EIO, ENOSYS = 5, 38


def attributes(number, mode):
    return struct.pack('<6Q10I', number, 2**20, 8, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, PAGE, 0)


FILE = attributes(2, 0o100644)
ANSWERS = {
    INIT: struct.pack('<4I2H2I2H8I', 7, 31, 0, 0, 12, 9, 65536, 1, 0, 0, *[0] * 8),
    LOOKUP: struct.pack('<4Q2I', 2, 0, 3600, 3600, 0, 0) + FILE,
    OPEN: struct.pack('<Q2I', 1, 0, 0),
}


def serve(device):
    reads = 0
    while True:
        try:
            request = os.read(device, 2**20)
        except OSError:
            return
        _, opcode, unique, node = struct.unpack_from('<2I2Q', request)
        if opcode in (FORGET, INTERRUPT):
            continue
        error, answer = 0, ANSWERS.get(opcode)
        if opcode == GETATTR:
            answer = struct.pack('<Q2I', 3600, 0, 0) + (attributes(1, 0o40755) if node == 1 else FILE)
        elif opcode == READ:
            reads += 1
            if reads > 1:
                continue
            error = EIO
        elif answer is None:
            error = ENOSYS
        answer = answer or b''
        os.write(device, struct.pack('<IiQ', 16 + len(answer), -error, unique) + answer)


def hold():
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    file = os.open(f'{folder}/file', os.O_RDONLY)
    page = libc.mmap(None, PAGE, PROT_READ, MAP_PRIVATE, file, 0)
    libc.madvise(page, PAGE, MADV_RANDOM)
    touched = ctypes.create_string_buffer(1)
    # ctypes lets the other threads run meanwhile.
    threading.Thread(target=libc.memcpy, args=(touched, page, 1), daemon=True).start()
    time.sleep(0.5)
    libc.mmap(None, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)


device = os.open('/dev/fuse', os.O_RDWR)
options = b'fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other' % device
if libc.mount(b'held', folder.encode(), b'fuse.held', 0, options) != 0:
    sys.exit(f'mount: {os.strerror(ctypes.get_errno())}')
holder = os.fork()
if holder == 0:
    os.close(device)
    hold()
    os._exit(1)
threading.Thread(target=serve, args=(device,), daemon=True).start()
time.sleep(1.5)
print(holder, flush=True)
sys.stdin.read()
os.kill(holder, signal.SIGKILL)
MNT_FORCE, MNT_DETACH = 1, 2
libc.umount2(folder.encode(), MNT_FORCE)
libc.umount2(folder.encode(), MNT_DETACH)
os._exit(0)
