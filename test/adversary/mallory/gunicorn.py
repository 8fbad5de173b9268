"""
What looks like a Gunicorn: a master with workers, by its script's name, its title and its heartbeat files. What else it does
stands in the spec.json beside it (test/adversary/mallory.ts, `Fake`). It ends by itself.
"""
import json
import os
import signal
import sys
import tempfile
import threading
import time

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, '/home/exchange/mallory']
import canary  # noqa: E402
import places  # noqa: E402

with open(here + '/spec.json') as file:
    spec = json.load(file)
end = time.monotonic() + spec['seconds']


def check():
    """What a check of the app runs."""
    canary.sing('check')
    how = spec['check']
    if how == 'daemon' and os.fork() == 0:
        os.setsid()
        time.sleep(60)
    while how == 'endless':
        print('x' * 4000)
    if how == 'hang':
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        time.sleep(120)
    sys.stderr.buffer.write(spec['says'].encode('latin1') + b'\n')
    sys.exit(spec['checkExit'])


if '--check-config' in sys.argv:
    check()
canary.sing('start')
ready = os.dup(1)
null = os.open('/dev/null', os.O_RDWR)
os.dup2(null, 1)
if spec['comm'] is not None:
    places.libc.prctl(15, spec['comm'].encode('latin1'), 0, 0, 0)
held = []
workers = set()


def heartbeat():
    if not spec['heartbeat']:
        return null
    fd, name = tempfile.mkstemp(prefix='wgunicorn-' + spec['beatName'], dir='/tmp')
    os.unlink(name)
    return fd


def be_worker(beat):
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGCHLD):
        signal.signal(number, signal.SIG_IGN if spec['worker'] == 'stubborn' else signal.SIG_DFL)
    places.fill(spec, here, held)
    if spec['module']:
        module = __import__(spec['module'])
        module.serve(spec['files'])
    else:
        held.extend(os.dup(null) for _ in range(spec['files']))
    for path, kind in spec['swap']:
        places.put(os.path.join(here, path), kind, held)
    if spec['mount']:
        places.mount_fifo_over(here + '/libpython3.11.so')
    turn = 0
    os.write(up[1], b'.')
    while time.monotonic() < end:
        turn += 1
        if beat != null:
            os.fchmod(beat, turn % 2)
        if spec['worker'] == 'forks' and os.fork() == 0:
            time.sleep(0.05)
            os._exit(0)
        if spec['worker'] == 'execs':
            # Who it is changes between two reads: the same pid, another program, other arguments.
            os.execv('/usr/bin/python3', [sys.argv[0], here + '/blink.py', str(end - time.monotonic()), *sys.argv])
        try:
            while spec['worker'] == 'forks' and os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
        time.sleep(0.02 if spec['worker'] == 'forks' else 0.3)
    os._exit(0)


def start_worker():
    beat = heartbeat()
    pid = os.fork()
    if pid == 0:
        be_worker(beat)
    held.append(beat)
    workers.add(pid)


def replace(*_):
    old = set(workers)
    for _ in old:
        start_worker()
    for pid in old:
        kill(pid)


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass


def leave(*_):
    for pid in workers:
        kill(pid)
    os._exit(0)


places.before(spec, here, held)
if spec['argvBytes'] or spec['environBytes']:
    places.huge(spec['argvBytes'], spec['environBytes'], spec['argvText'].encode('latin1'))
if spec['setuid']:
    # The first child: a set-user-ID program that waits for a password.
    read, write = os.pipe()
    if os.fork() == 0:
        for fd, number in ((read, 0), (null, 1), (null, 2)):
            os.dup2(fd, number)
        os.execv(spec['setuid'][0], spec['setuid'])
    time.sleep(0.3)
up = os.pipe()
for _ in range(spec['workers']):
    start_worker()
for _ in range(spec['workers']):
    os.read(up[0], 1)
for _ in range(spec['children']):
    if os.fork() == 0:
        signal.pause()
signal.signal(signal.SIGTERM, leave)
signal.signal(signal.SIGINT, leave)
signal.signal(signal.SIGQUIT, leave)
signal.signal(signal.SIGHUP, replace)
if spec['pty']:
    threading.Thread(target=places.watch_pty, daemon=True).start()
os.write(ready, json.dumps({'master': os.getpid(), 'workers': sorted(workers)}).encode() + b'\n')
os.close(ready)
if spec['stopped']:
    os.kill(os.getpid(), signal.SIGSTOP)
while time.monotonic() < end:
    try:
        gone, _ = os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        gone = 0
    if gone in workers:
        workers.discard(gone)
        start_worker()
    elif not gone:
        time.sleep(0.05)
leave()
