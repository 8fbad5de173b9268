/** What stands under the paths that fdtop opens. */
import type { Fake } from '../mallory.ts';
import type { Trick } from '../trick.ts';

const trick = (name: string, options: Fake): Trick => ({ name, start: mallory => mallory.fake('paths', options) });

const KINDS: Record<string, string> = {
  'a FIFO': 'fifo',
  'a terminal': 'pty',
  'a socket': 'socket',
  'a folder': 'folder',
  'a circle of links': 'circle',
  'a file of 10 GB without content': 'sparse',
  'a link to /dev/zero': '/dev/zero',
  'a link to /proc/kcore': '/proc/kcore',
  'a link to /etc/shadow': '/etc/shadow',
};

const CONF = ['-c', 'gunicorn.conf.py', 'app:app'];

export const PATHS: readonly Trick[] = [
  ...Object.entries(KINDS).map(([what, kind]) =>
    trick(`${what} as gunicorn.conf.py and as the source`, {
      args: CONF,
      put: [['gunicorn.conf.py', kind]],
      module: 'leaky',
      files: 200,
      swap: [['leaky.py', kind]],
      pty: kind === 'pty',
    }),
  ),
  trick('a FIFO mounted over libpython', { mount: true }),
  trick('a FIFO named as a removed libpython is', { library: true }),
  trick('a folder with 200,000 entries as cwd', { cwd: 'many', entries: 200_000, args: CONF }),
  trick('/ as cwd', { cwd: '/', args: CONF }),
];
