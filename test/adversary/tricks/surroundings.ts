/** A root who comes with the surroundings of another user: `sudo -E`, `su -m`, a PATH that begins with his folder. */
import type { Mallory } from '../mallory.ts';
import type { Standing, Trick } from '../trick.ts';

const PROGRAMS =
  'systemctl journalctl docker podman supervisorctl prlimit setpriv sudo nsenter systemd-run unshare id sh env python3 gunicorn ps node kill loginctl getent machinectl'.split(
    ' ',
  );
/** What he would like root's fdtop to obey. */
const CONFIG = `leak = 1
warn = 1
match = "."
textfile = "/home/exchange/canary"
theme = "none"
`;

function around(name: string, make: (mallory: Mallory, folder: string) => Promise<Standing['run']>): Trick {
  return {
    name,
    async start(mallory) {
      const run = await make(mallory, mallory.folder('around'));
      return { ...(await mallory.fake('around')), ...(run && { run }) };
    },
  };
}

export const SURROUNDINGS: readonly Trick[] = [
  around('his folder first in PATH', async (mallory, folder) => {
    mallory.canaries(folder, ...PROGRAMS);
    return { env: { PATH: `${folder}:/usr/sbin:/usr/bin:/sbin:/bin` } };
  }),
  around('his HOME, with a FIFO as config', async (mallory, folder) => {
    mallory.text(`${folder}/.config/fdtop/x`, '');
    await fifo(mallory, `${folder}/.config/fdtop/config.toml`);
    return { env: { HOME: folder } };
  }),
  around('his XDG folders, with a config of his', async (mallory, folder) => {
    mallory.text(`${folder}/fdtop/config.toml`, CONFIG);
    const names = ['XDG_CONFIG_HOME', 'XDG_CACHE_HOME', 'XDG_STATE_HOME', 'XDG_DATA_HOME', 'XDG_RUNTIME_DIR', 'TMPDIR'];
    return { env: Object.fromEntries(names.map(each => [each, folder])) };
  }),
  around('his folder as cwd of fdtop', async (mallory, folder) => {
    mallory.text(`${folder}/config.toml`, CONFIG);
    mallory.text(`${folder}/package.json`, '{"type":"commonjs","main":"x.js"}');
    mallory.canaries(folder, ...PROGRAMS);
    return { cwd: folder };
  }),
];

async function fifo(mallory: Mallory, path: string): Promise<void> {
  const kept = await mallory.start({ program: '/bin/sh', argv: ['sh', '-c', `mkfifo ${path} && echo made`] });
  await kept.stop();
}
