"""What mallory puts where fdtop looks: files that are none, names, mounts, and memory that costs nothing."""
import ctypes
import fcntl
import mmap
import os
import pty
import socket
import struct
import time

libc = ctypes.CDLL(None, use_errno=True)
TIOCGSID = 0x5429
CLONE_NEWNS, CLONE_NEWUSER, MS_BIND = 0x20000, 0x10000000, 0x1000
PR_SET_MM, PR_SET_MM_MAP = 35, 14
pair = None


def terminal():
    global pair
    pair = pair or pty.openpty()
    return os.ttyname(pair[1])


def watch_pty():
    """Says so when the terminal of ours has become the controlling one of a session: none of ours takes it."""
    while True:
        try:
            session = struct.unpack('i', fcntl.ioctl(pair[0], TIOCGSID, b'\0' * 4))[0]
        except OSError:
            session = 0
        if session:
            with open('/home/exchange/canary/tty', 'a') as file:
                file.write(f'{session}\n')
            return
        time.sleep(0.002)


def put(path, kind, held):
    """Puts something of this kind under the path."""
    new = path + '.new'
    if os.path.lexists(new):
        os.unlink(new)
    if kind == 'fifo':
        os.mkfifo(new, 0o644)
    elif kind == 'socket':
        server = socket.socket(socket.AF_UNIX)
        server.bind(new)
        held.append(server)
    elif kind == 'sparse':
        with open(new, 'wb') as file:
            file.truncate(10 << 30)
    elif kind == 'circle':
        os.symlink(os.path.basename(path), new)
    elif kind == 'folder':
        os.mkdir(new)
    elif kind == 'pty':
        os.symlink(terminal(), new)
    elif kind.startswith('/'):
        os.symlink(kind, new)
    else:
        with open(new, 'wb') as file:
            file.write(kind.encode('latin1'))
    if kind == 'folder' and os.path.lexists(path):
        os.unlink(path)
    os.rename(new, path)


def before(spec, here, held):
    for path, kind in spec['put']:
        put(os.path.join(here, path), kind, held)
    for number in range(spec['entries']):
        os.mknod(f'{number}.py')
    held.extend(mmap.mmap(-1, 4096, prot=1 + number % 2 * 2) for number in range(spec['maps']))


def fill(spec, here, held):
    """The names that a worker holds open: of files, of sockets."""
    for name in spec['names']:
        path = here.encode() + b'/' + name.encode('latin1')
        held.append(os.open(path, os.O_RDWR | os.O_CREAT, 0o644))
    for name in spec['sockets']:
        server = socket.socket(socket.AF_UNIX)
        raw = name.encode('latin1')
        server.bind(raw if raw.startswith(b'\0') else here.encode() + b'/' + raw)
        server.listen()
        held.append(server)
    if spec['library'] or spec['mount']:
        path = here + '/libpython3.11.so'
        with open(path, 'wb') as file:
            file.write(b'\x7fELF' + b'\0' * 8192)
        fd = os.open(path, os.O_RDONLY)
        held.append(mmap.mmap(fd, 4096, prot=mmap.PROT_READ | mmap.PROT_EXEC, flags=mmap.MAP_PRIVATE))
        if spec['library']:
            # The kernel calls the mapped file so when it has no name any more; and there may be a file of that very name.
            os.unlink(path)
            os.mkfifo(path + ' (deleted)', 0o644)


def mount_fifo_over(path):
    """In a user and a mount namespace of his own, where anybody is root."""
    os.mkfifo(path + '.fifo', 0o644)
    uid = os.getuid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0:
        os.write(2, b'no user namespace here\n')
        os._exit(1)
    for name, text in (('setgroups', 'deny'), ('uid_map', f'0 {uid} 1'), ('gid_map', f'0 {uid} 1')):
        with open(f'/proc/self/{name}', 'w') as file:
            file.write(text)
    if libc.mount((path + '.fifo').encode(), path.encode(), None, MS_BIND, None) != 0:
        os.write(2, b'cannot mount here\n')
        os._exit(1)


def huge(argv_bytes, environ_bytes, text):
    """argv and environ of any size: pages that were never touched cost their owner nothing (prctl(2), PR_SET_MM_MAP)."""
    with open('/proc/self/stat') as file:
        stat = file.read().rpartition(')')[2].split()
    field = lambda number: int(stat[number - 3])  # noqa: E731
    libc.sbrk.restype = ctypes.c_void_p
    libc.mmap.restype = ctypes.c_void_p
    libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_long]
    spans = []
    for size, first, last in ((argv_bytes, field(48), field(49)), (environ_bytes, field(50), field(51))):
        if size:
            start = libc.mmap(None, size, 3, 0x4022, -1, 0)  # private, anonymous, without reserve
            ctypes.memmove(start, text, len(text))
            spans += [start, start + size]
        else:
            spans += [first, last]
    auxv = ctypes.create_string_buffer(open('/proc/self/auxv', 'rb').read())
    codes = [field(26), field(27), field(45), field(46), field(47), libc.sbrk(0), field(28)]
    raw = struct.pack('=11QQIi', *codes, *spans, ctypes.addressof(auxv), len(auxv) - 1, -1)
    kept = ctypes.create_string_buffer(raw)
    if libc.prctl(PR_SET_MM, PR_SET_MM_MAP, kept, len(raw), 0) != 0:
        os.write(2, f'PR_SET_MM_MAP: {os.strerror(ctypes.get_errno())}\n'.encode())
        os._exit(1)
