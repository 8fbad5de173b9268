"""A process whose command line, or environment, spans a gigabyte of zero pages, which cost it nothing (prctl(2), PR_SET_MM_MAP).

Arguments: `argv` or `environ`, and the gigabytes. Needs no privilege. Says a line when it is done; lives until its stdin ends.
"""
import ctypes
import mmap
import sys

which, gigabytes = sys.argv[1], float(sys.argv[2])
PR_SET_MM, PR_SET_MM_MAP = 35, 14
FIELDS = ['start_code', 'end_code', 'start_data', 'end_data', 'start_brk', 'brk', 'start_stack']
FIELDS += ['arg_start', 'arg_end', 'env_start', 'env_end', 'auxv']


class Map(ctypes.Structure):
    """struct prctl_mm_map (include/uapi/linux/prctl.h)."""

    _fields_ = [(name, ctypes.c_uint64) for name in FIELDS] + [('auxv_size', ctypes.c_uint32), ('exe_fd', ctypes.c_uint32)]


libc = ctypes.CDLL(None, use_errno=True)
libc.sbrk.restype = ctypes.c_void_p
with open('/proc/self/stat') as file:
    # From the third field on (proc_pid_stat(5)).
    stat = file.read().rpartition(')')[2].split()
field = lambda number: int(stat[number - 3])
size = int(gigabytes * 2**30)
pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
at = ctypes.addressof(ctypes.c_char.from_buffer(pages))
wanted = Map(
    start_code=field(26), end_code=field(27), start_stack=field(28), start_data=field(45), end_data=field(46),
    start_brk=field(47), brk=libc.sbrk(0), arg_start=field(48), arg_end=field(49), env_start=field(50),
    env_end=field(51), auxv=0, auxv_size=0, exe_fd=2**32 - 1,
)
if which == 'argv':
    wanted.arg_start, wanted.arg_end = at, at + size
else:
    wanted.env_start, wanted.env_end = at, at + size
if libc.prctl(PR_SET_MM, PR_SET_MM_MAP, ctypes.byref(wanted), ctypes.sizeof(wanted), 0) != 0:
    import os
    sys.exit(f'prctl: {os.strerror(ctypes.get_errno())}')
print('wide', flush=True)
sys.stdin.read()
