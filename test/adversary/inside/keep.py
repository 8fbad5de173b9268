"""
keep.py SPEC: starts a program as mallory (or who the spec says), and ends it with all that it has started when its own stdin
is closed, at the latest when the time is over. All texts of the spec are bytes, as Latin-1.
"""
import json
import os
import resource
import select
import sys
import time

import tree

with open(sys.argv[1]) as file:
    spec = json.load(file)


def raw(text):
    return text.encode('latin1')


pid = os.fork()
if pid == 0:
    for folder in spec['cgroups']:
        with open(folder + '/cgroup.procs', 'w') as file:
            file.write('0')
    os.setsid()
    null = os.open('/dev/null', os.O_RDWR)
    os.dup2(null, 0)
    resource.setrlimit(resource.RLIMIT_NOFILE, (spec['nofile'], spec['nofile']))
    if spec['bigStack']:
        resource.setrlimit(resource.RLIMIT_STACK, (64 << 20, 64 << 20))
    os.setgroups([])
    os.setresgid(spec['uid'], spec['uid'], spec['uid'])
    os.setresuid(spec['uid'], spec['uid'], spec['uid'])
    os.chdir(raw(spec['cwd']))
    os.execve(spec['program'], [raw(word) for word in spec['argv']], {raw(k): raw(v) for k, v in spec['env'].items()})

end = time.monotonic() + spec['seconds']
gone = 0
while time.monotonic() < end and gone != pid:
    readable, _, _ = select.select([0], [], [], 0.5)
    if readable and os.read(0, 100) == b'':
        break
    try:
        while gone != pid and (gone := os.waitpid(-1, os.WNOHANG)[0]):
            pass
    except ChildProcessError:
        pass
tree.end_all()
