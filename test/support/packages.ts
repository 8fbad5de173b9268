/**
 * The Debian packages that tests on real things need, how to see that one is there, and how to get the missing ones.
 * A package is looked for by a file of it: quick, needs no dpkg, and holds on other distributions too.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { keepFromBoot, withoutStarts } from './quiet-install.ts';

export const packages = {
  gunicorn: '/usr/bin/gunicorn',
  'python3-setproctitle': '/usr/lib/python3/dist-packages/setproctitle',
  'python3-gevent': '/usr/lib/python3/dist-packages/gevent',
  'python3-django': '/usr/lib/python3/dist-packages/django',
  'python3-flask': '/usr/lib/python3/dist-packages/flask',
  /** With urllib3. */
  'python3-requests': '/usr/lib/python3/dist-packages/requests',
  /** A Python that is no CPython. */
  pypy3: '/usr/bin/pypy3',
  /** setpriv, prlimit, unshare, nsenter. */
  'util-linux': '/usr/bin/setpriv',
  /** /bin/kill, which the unit's ExecReload runs. */
  procps: '/usr/bin/kill',
  systemd: '/usr/bin/systemd-run',
  /** The system bus, for systemctl by another user than root. */
  dbus: '/usr/lib/systemd/system/dbus.socket',
  /** A user's own systemd, for user units, and the bus by which root reaches it. */
  'libpam-systemd': '/usr/share/pam-configs/systemd',
  'dbus-user-session': '/usr/lib/systemd/user/dbus.socket',
  supervisor: '/usr/bin/supervisorctl',
  /** Containers; conmon and a runtime are only recommended. */
  podman: '/usr/bin/podman',
  conmon: '/usr/bin/conmon',
  runc: '/usr/sbin/runc',
  patch: '/usr/bin/patch',
  /** With promtool. */
  prometheus: '/usr/bin/prometheus',
  'prometheus-node-exporter': '/usr/bin/prometheus-node-exporter',
  /** The man page is read by both, with groff and without. */
  'man-db': '/usr/bin/man',
  mandoc: '/usr/bin/mandoc',
  /** Completions; bash is there always. */
  zsh: '/usr/bin/zsh',
  fish: '/usr/bin/fish',
  /** DejaVu Sans Mono, the typeface of the screenshots. */
  'fonts-dejavu-core': '/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf',
} as const;

export type PackageName = keyof typeof packages;

/** They bring a service of the same name, which would listen on every address of the machine. */
const SERVICES: readonly PackageName[] = ['prometheus', 'prometheus-node-exporter'];

export function missingPackages(names = Object.keys(packages) as PackageName[]): PackageName[] {
  return names.filter(name => !existsSync(packages[name]));
}

/**
 * Sees to it that the packages are there, as far as this user can, and says what it does.
 * Never fails: a test whose package is still missing skips and says so (need.ts).
 */
export function providePackages(say: (line: string) => void): void {
  const missing = missingPackages();
  const hinder = whyNotInstall();
  if (missing.length > 0 && !hinder) {
    say(`installing ${missing.join(', ')}`);
    const failed = withoutStarts(() => installPackages(missing));
    if (failed) say(failed);
    for (const service of SERVICES) if (missing.includes(service)) keepFromBoot(service);
  }
  const still = missingPackages();
  if (still.length === 0) say('all packages are there');
  for (const name of still) say(`missing: ${name}; the tests that need it are skipped${hinder ? ` (${hinder})` : ''}`);
}

/** Lists may be missing (a container image ships none) or so old that the mirror has no such file any more. */
function installPackages(names: PackageName[]): string {
  const install = () => apt('install', '--no-install-recommends', ...names);
  return install() && (apt('update') || install());
}

function whyNotInstall(): string | null {
  if (process.getuid?.() !== 0) return 'only root can install packages';
  return existsSync('/usr/bin/apt-get') ? null : 'this machine has no apt-get';
}

/** Runs apt-get without a question. Gives what it said when it failed, else ''. */
function apt(...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync('/usr/bin/apt-get', ['-qq', '-y', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    timeout: 300_000,
  });
  if (status === 0) return '';
  return error?.message ?? (`${stderr}${stdout}`.trim() || `apt-get ${args[0]} exited with ${status}`);
}
