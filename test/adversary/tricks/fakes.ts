/** What looks like a Gunicorn, a supervisord, a container, a user's unit, and is nothing but a process of mallory's. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fake, type Mallory, UID } from '../mallory.ts';
import type { Trick } from '../trick.ts';

const SLICE = `user.slice/user-${UID}.slice/user@${UID}.service/app.slice`;
const ID = 'c0ffee'.repeat(11).slice(0, 64);
const LINKED = ['supervisorctl', 'gunicorn', 'python', 'python3', 'systemctl', 'docker', 'podman', 'runc', 'crun'];

const fake = (name: string, options: Fake): Trick => ({ name, start: mallory => mallory.fake('fake', options) });

/** A Python that is called supervisord, and runs what its last word says. */
export const SUPERVISORD = `#!/usr/bin/python3
import ctypes, subprocess, sys
ctypes.CDLL(None).prctl(15, b'supervisord', 0, 0, 0)
subprocess.run(sys.argv[-1].split())
`;
/** supervisorctl loads the code that it names. */
const CONFIG = `[rpcinterface:supervisor]
supervisor.rpcinterface_factory = canary:sing
[ctlplugin:canary]
supervisor.ctl_factory = canary:sing
[supervisorctl]
serverurl = unix:///home/exchange/canary/no.sock
`;

async function supervised(mallory: Mallory, options: Fake, beside: string[] = LINKED) {
  const running = await mallory.fake('supervised', options);
  mallory.canaries(`${running.folder}/bin`, ...beside);
  // What supervisorctl would say: that the fake is its program.
  const line = `shop\x1b]0;PWNED\x07 RUNNING pid ${running.master}, uptime 0:00:30\nshop RUNNING pid ${running.master}, uptime 0:00:30\n`;
  mallory.text(`${running.folder}/bin/supervisorctl.text`, line);
  return running;
}

export const FAKES: readonly Trick[] = [
  fake('a master whose first child is su', { setuid: ['/usr/bin/su'] }),
  fake('a master whose first child is sg', { setuid: ['/usr/bin/sg', 'mallory', '-c', '/usr/bin/sleep 900'] }),
  fake('a titled master whose first child is su', { title: 'gunicorn: master [shop]', setuid: ['/usr/bin/su'] }),
  {
    name: 'supervisord by its argv, in truth sg, with supervisorctl beside it',
    start: mallory =>
      supervised(mallory, {
        wrapper: { program: '/usr/bin/sg', argv: ['FOLDER/bin/supervisord', 'mallory', '-c', 'SCRIPT'] },
      }),
  },
  {
    name: 'supervisord as a Python of his, with supervisorctl and a config of his',
    start: mallory =>
      supervised(mallory, {
        texts: { 'bin/supervisord': SUPERVISORD, 'evil.conf': CONFIG },
        wrapper: {
          program: '/usr/bin/python3',
          argv: ['/usr/bin/python3', 'FOLDER/bin/supervisord', '-c', 'FOLDER/evil.conf', 'SCRIPT'],
        },
      }),
  },
  {
    name: 'supervisord without supervisorctl, with a config of his for the real one',
    start: mallory =>
      supervised(
        mallory,
        {
          texts: { 'bin/supervisord': SUPERVISORD, 'evil.conf': CONFIG },
          wrapper: {
            program: '/usr/bin/python3',
            argv: ['/usr/bin/python3', 'FOLDER/bin/supervisord', '-c', 'FOLDER/evil.conf', 'SCRIPT'],
          },
        },
        [],
      ),
  },
  fake('a program that only holds a heartbeat file', { script: 'serve.py' }),
  fake("the honest one's name", { title: 'gunicorn: master [honest-shop]', files: 3000 }),
  fake('most open files of all', { title: 'gunicorn: master [greedy]', files: 15_000 }),
  fake('a container of docker by its cgroup', { cgroup: `${SLICE}/docker-${ID}.scope` }),
  fake('a container of podman by its cgroup', { cgroup: `${SLICE}/libpod-${ID}.scope` }),
  fake('a user unit with the name of a real service', { cgroup: `${SLICE}/nginx.service` }),
  fake('in a user namespace, where he is root', {
    wrapper: {
      program: '/usr/bin/unshare',
      argv: ['unshare', '--user', '--map-root-user', '/bin/sh', '-c', 'exec SCRIPT'],
    },
  }),
  {
    name: 'LD_PRELOAD, PYTHONPATH and PATH of his in the environment',
    async start(mallory) {
      const folder = mallory.folder('environment');
      mallory.canaries(`${folder}/bin`, ...LINKED);
      const code = readFileSync(join(mallory.world.exchange, 'mallory/canary.py'), 'utf8');
      for (const name of ['sitecustomize.py', 'usercustomize.py'])
        mallory.text(`${folder}/${name}`, `${code}\nsing('site')\n`);
      return await mallory.fake('environment', {
        env: {
          LD_PRELOAD: '/home/exchange/mallory/preload.so',
          PYTHONPATH: folder,
          PYTHONSTARTUP: `${folder}/sitecustomize.py`,
          PATH: `${folder}/bin:/usr/bin:/bin`,
          VIRTUAL_ENV: folder,
          BASH_ENV: `${folder}/bin/gunicorn`,
          NODE_OPTIONS: `--require ${folder}/bin/gunicorn`,
          GUNICORN_CMD_ARGS: `--chdir ${folder} --config ${folder}/sitecustomize.py`,
        },
      });
    },
  },
  fake('a worker that ignores TERM and HUP', { worker: 'stubborn' }),
  fake('a stopped master', { stopped: true }),
  fake("the socket of a trace hook, another's", { sockets: ['trace-1.sock', 'trace-2.sock'], worker: 'sleeps' }),
  fake('a check that never ends', { check: 'hang' }),
  fake('a check that prints without end', { check: 'endless' }),
  fake('a check that leaves a daemon behind, which holds its output', { check: 'daemon' }),
];
