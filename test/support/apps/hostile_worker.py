"""A Python with 40 sockets, held by the module that it is told, and a library of the name of libpython mapped.

Arguments: the file that the module is said to be from; a library to map, or `-`; a FIFO to bind over that once it is mapped,
or `-` (in a mount namespace in which this may mount). Says a line when it is ready, and lives until its stdin ends.
"""
import mmap
import os
import socket
import subprocess
import sys
import types

file, library, fifo = sys.argv[1:4]
shop = types.ModuleType('shop')
shop.__file__ = file
shop.clients = [socket.socket() for _ in range(40)]
sys.modules['shop'] = shop
if library != '-':
    with open(library, 'rb') as opened:
        mapped = mmap.mmap(opened.fileno(), 0, prot=mmap.PROT_READ)
    if fifo != '-':
        subprocess.run(['mount', '--bind', fifo, library], check=True)
print(os.getpid(), flush=True)
sys.stdin.read()
