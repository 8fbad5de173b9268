"""One line for each program of mallory's that is executed: who runs it, and whether it is given the secret of root's fdtop."""
import json
import os
import sys

PLACE = '/home/exchange/canary'


def outside(number):
    """In a user namespace an id is another one: what it is outside of it."""
    try:
        with open('/proc/self/uid_map') as file:
            maps = [[int(word) for word in line.split()] for line in file]
    except OSError:
        maps = []
    for inside, real, count in maps:
        if inside <= number < inside + count:
            return real + number - inside
    return number


def sing(what, file=None):
    line = {
        'what': what,
        'argv': [word[:80] for word in sys.argv],
        'uids': [outside(number) for number in os.getresuid()],
        'gids': [outside(number) for number in os.getresgid()],
        'secret': 'SECRET' in os.environ,
    }
    # O_APPEND: a line of another comes whole, too.
    fd = os.open(f'{PLACE}/lines', os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    os.write(fd, (json.dumps(line) + '\n').encode())
    os.close(fd)
