"""
run.py SPEC: runs a program, here fdtop as root, and tells in the file of the spec how it went: exit code, seconds, peak RSS,
whether it ever got a controlling terminal, and which of its descendants were left when it had ended.
"""
import json
import os
import signal
import sys
import time

import tree

with open(sys.argv[1]) as file:
    spec = json.load(file)
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGHUP):
    signal.signal(number, signal.SIG_IGN)

started = time.monotonic()
pid = os.fork()
if pid == 0:
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGTSTP, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    # A leader of a session without a terminal, as a service is: a terminal that it opens would become its own.
    if spec['session']:
        os.setsid()
    os.chdir(spec['cwd'])
    env = {**(os.environ if spec['inherit'] else {}), **spec['env']}
    os.execve(spec['words'][0], spec['words'], env)

interrupts = list(spec['interrupt'])
result = {'timedOut': False, 'tty': False, 'interrupted': False}


def tty_of(pid):
    stat = tree.read(f'/proc/{pid}/stat')
    return int(stat[stat.rindex(b')') + 2:].split()[4]) if b')' in stat else 0


while True:
    found, status, usage = os.wait4(pid, os.WNOHANG | os.WUNTRACED)
    seconds = time.monotonic() - started
    if found and os.WIFSTOPPED(status):
        # As fg does after Ctrl-Z.
        time.sleep(0.1)
        os.kill(pid, signal.SIGCONT)
        continue
    if found:
        break
    if spec['session'] and tty_of(pid) != 0:
        result['tty'] = True
    if interrupts and seconds > interrupts[0]:
        interrupts.pop(0)
        result['interrupted'] = True
        os.kill(pid, signal.SIGINT)
    if os.path.exists(spec['result'] + '.end'):
        os.unlink(spec['result'] + '.end')
        os.kill(pid, signal.SIGTERM)
    if seconds > spec['limit']:
        result['timedOut'] = True
        os.kill(pid, signal.SIGKILL)
    time.sleep(0.01)

own = os.getpid()
# What ends with it has a moment to do so.
for _ in range(20):
    left = [each for each in tree.descendants(own) if not tree.is_zombie(each)]
    if not left:
        break
    time.sleep(0.05)
result['left'] = [tree.describe(each) for each in left]
tree.end_all()
code = os.waitstatus_to_exitcode(status)
result |= {'code': code, 'seconds': seconds, 'peakKb': usage.ru_maxrss}
with open(spec['result'] + '.new', 'w') as file:
    json.dump(result, file)
os.rename(spec['result'] + '.new', spec['result'])
sys.exit(code if code >= 0 else 128 - code)
