/** The tools that fdtop is measured against, from Debian. Looked for by a file of theirs, so it holds elsewhere too. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

const packages = {
  lsof: ['/usr/bin/lsof'],
  'util-linux': ['/usr/bin/lsfd'],
  sysstat: ['/usr/bin/pidstat'],
  htop: ['/usr/bin/htop'],
  btop: ['/usr/bin/btop'],
  glances: ['/usr/bin/glances'],
  iproute2: ['/usr/bin/ss', '/bin/ss'],
  procps: ['/usr/bin/watch'],
  gcc: ['/usr/bin/gcc'],
  'libc6-dev': ['/usr/include/stdio.h'],
  python3: ['/usr/bin/python3'],
  gunicorn: ['/usr/bin/gunicorn'],
  'apache2-utils': ['/usr/bin/ab'],
};

export type PeerPackage = keyof typeof packages;

const names = Object.keys(packages) as PeerPackage[];

export function isInstalled(name: PeerPackage): boolean {
  return packages[name].some(file => existsSync(file));
}

/** Installs what is missing, where it may, and says so. What is then still missing does not take part. */
export function installPeers(say: (line: string) => void): void {
  const missing = names.filter(name => !isInstalled(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    say(`missing: ${missing.join(', ')}; as root on Debian they would be installed`);
    return;
  }
  say(`installing ${missing.join(', ')}`);
  const install = () => apt('install', '--no-install-recommends', ...missing);
  if (!install()) {
    apt('update');
    install();
  }
  for (const name of names) if (!isInstalled(name)) say(`missing: ${name}`);
}

/** `htop 3.2.2-2`, ... of those that are there. */
export function peerVersions(): string[] {
  const { stdout } = spawnSync('dpkg-query', ['-W', ...names], { encoding: 'utf8' });
  const lines = (stdout ?? '').split('\n').filter(line => /\t./.test(line));
  return lines.map(line => line.replace(/:\w+(?=\t)/, '').replace('\t', ' '));
}

function apt(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const options = { env, stdio: 'ignore', timeout: 300_000 } as const;
  return spawnSync('/usr/bin/apt-get', ['-qq', '-y', ...args], options).status === 0;
}
