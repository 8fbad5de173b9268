/**
 * A root with nothing in it but what fdtop's package depends on, a shell and dpkg, as Debian's archive has them: taken from
 * the archive that this machine's apt is set to, unpacked and known to the dpkg in it. Their own scripts are not run, which
 * makes it in seconds where mmdebstrap takes a minute.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { register } from '../support/cleanup.ts';
import type { Condition } from '../support/need.ts';

/** dpkg wants ldconfig and diff, too. */
const WANTED = ['libc6', 'libstdc++6', 'libgcc-s1', 'libatomic1', 'dash', 'coreutils', 'dpkg', 'libc-bin', 'diffutils'];
const ONLY_DEPENDS = ['recommends', 'suggests', 'conflicts', 'breaks', 'replaces', 'enhances'].map(
  each => `--no-${each}`,
);

export const aptGet: Condition = () => (existsSync('/usr/bin/apt-get') ? null : 'apt-get');

export interface DebianRoot {
  path: string;
  /** What to put before a command so that it runs in there, with this machine's /proc and /dev. */
  enter: string[];
  run(...command: string[]): Promise<{ stdout: string; stderr: string; exitCode?: number }>;
  /** All files of it, but those in which dpkg keeps its own books. */
  files(): string[];
}

export async function debianRoot(): Promise<DebianRoot> {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-root-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  register({ stop: async () => remove(), stopNow: remove });
  const path = join(folder, 'root');
  makeEmpty(path);
  for (const deb of await download(join(folder, 'debs'))) await unpack(deb, path);

  const script = `mount --bind /proc ${path}/proc\nmount --rbind /dev ${path}/dev\nexec chroot ${path} "$@"`;
  const enter = ['unshare', '--mount', 'sh', '-ec', script, 'sh'];
  return {
    path,
    enter,
    run: (...command) => {
      const [program, ...args] = [...enter, ...command];
      return execa(program!, args, {
        reject: false,
        stdin: 'ignore',
        env: { PATH: '/usr/sbin:/usr/bin', HOME: '/root' },
        extendEnv: false,
      });
    },
    files: () =>
      readdirSync(path, { recursive: true, encoding: 'utf8' })
        .filter(file => !/^var\/(lib\/dpkg\/|log\/dpkg\.log)/.test(file))
        .sort(),
  };
}

function makeEmpty(root: string): void {
  for (const name of [
    'usr/bin',
    'usr/sbin',
    'usr/lib',
    'usr/lib64',
    'var/lib/dpkg/info',
    'var/lib/dpkg/updates',
    'var/log',
    'etc',
    'tmp',
    'proc',
    'dev',
  ])
    mkdirSync(join(root, name), { recursive: true });
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${name}`, join(root, name));
  symlinkSync('dash', join(root, 'bin/sh'));
  writeFileSync(join(root, 'var/lib/dpkg/status'), '');
  writeFileSync(join(root, 'etc/os-release'), 'PRETTY_NAME="a root without Node"\n');
}

async function download(folder: string): Promise<string[]> {
  mkdirSync(folder);
  const { stdout } = await execa('apt-cache', ['depends', '--recurse', '--important', ...ONLY_DEPENDS, ...WANTED]);
  // Lines without an indent are packages; those in < > nobody has.
  const names = new Set(stdout.split('\n').filter(line => /^[a-z0-9]/.test(line)));
  const get = () => execa('apt-get', ['download', '-qq', ...names], { cwd: folder });
  await get().catch(async () => {
    await execa('apt-get', ['update', '-qq']);
    await get();
  });
  return readdirSync(folder).map(name => join(folder, name));
}

/** Unpacks a package, and tells the root's dpkg that it is installed. */
async function unpack(deb: string, root: string): Promise<void> {
  const script = 'dpkg-deb --fsys-tarfile "$1" | tar x -C "$2" --keep-directory-symlink';
  spawnSync('sh', ['-c', script, 'sh', deb, root], { stdio: 'ignore' });
  const [control, list] = await Promise.all([
    execa('dpkg-deb', ['--field', deb]),
    execa('sh', ['-c', 'dpkg-deb --fsys-tarfile "$1" | tar t', 'sh', deb]),
  ]);
  const books = join(root, 'var/lib/dpkg');
  appendFileSync(join(books, 'status'), `Status: install ok installed\n${control.stdout}\n\n`);
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(control.stdout)?.[1];
  const suffix = field('Multi-Arch') === 'same' ? `:${field('Architecture')}` : '';
  const paths = list.stdout.split('\n').map(line => (line === './' ? '/.' : line.slice(1).replace(/\/$/, '')));
  writeFileSync(join(books, 'info', `${field('Package')}${suffix}.list`), `${paths.join('\n')}\n`);
}
