"""One line for each program of mallory's that is executed: who runs it, and whether it is given the secret of root's fdtop."""
import json
import os
import sys

PLACE = '/home/exchange/canary'


def sing(what, file=None):
    line = {
        'what': what,
        'argv': [word[:80] for word in sys.argv],
        'uids': list(os.getresuid()),
        'gids': list(os.getresgid()),
        'secret': 'SECRET' in os.environ,
    }
    # O_APPEND: a line of another comes whole, too.
    fd = os.open(f'{PLACE}/lines', os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    os.write(fd, (json.dumps(line) + '\n').encode())
    os.close(fd)
