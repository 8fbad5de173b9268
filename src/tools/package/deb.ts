/** The Debian package: the executable with its man page, completions, unit and examples. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bashCompletion } from '../../completion/bash.ts';
import { fishCompletion } from '../../completion/fish.ts';
import { zshCompletion } from '../../completion/zsh.ts';
import { unitText } from '../../watch/unit.ts';
import { root } from '../bundles.ts';
import { licences } from '../licences.ts';
import { manual } from '../manual.ts';
import { CONFFILE, control, postinst, postrm, prerm, SERVICE } from './control.ts';

export interface Deb {
  version: string;
  /** The executable, and the source files that are in it. */
  executable: string;
  sources: readonly string[];
  /** Where the package is written to. */
  file: string;
}

/** Makes the package; dpkg-deb must be there. */
export function buildDeb({ version, executable, sources, file }: Deb): void {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-deb-'));
  const sums: string[] = [];
  const put = (path: string, content: string | Uint8Array, mode = 0o644) => {
    sums.push(`${createHash('md5').update(content).digest('hex')}  ${path}\n`);
    mkdirSync(dirname(join(folder, path)), { recursive: true, mode: 0o755 });
    writeFileSync(join(folder, path), content);
    chmodSync(join(folder, path), mode);
  };
  const umask = process.umask(0o022);
  try {
    chmodSync(folder, 0o755);
    for (const [path, content] of Object.entries(texts(version, sources))) put(path, content);
    // It is to hold addresses of webhooks, which are secrets.
    put(CONFFILE, read('examples/watch.toml'), 0o600);
    put('usr/bin/fdtop', readFileSync(executable), 0o755);
    // For dpkg --verify: all but what an administrator may change.
    const md5sums = sums.filter(line => !line.endsWith(` ${CONFFILE}\n`)).join('');
    const kilobytes = Math.ceil(statSync(executable).size / 1024) + 200;
    put('DEBIAN/control', control(version, executable, kilobytes));
    put('DEBIAN/md5sums', md5sums);
    put('DEBIAN/conffiles', `${CONFFILE}\n`);
    for (const [name, script] of Object.entries({ postinst, prerm, postrm })) put(`DEBIAN/${name}`, script, 0o755);
    // zstd, which dpkg of Debian 12 and Ubuntu 22.04 reads: xz takes a minute to save a tenth.
    execFileSync('dpkg-deb', ['--root-owner-group', '-Zzstd', '-z9', '--build', folder, file], { stdio: 'ignore' });
  } finally {
    process.umask(umask);
    rmSync(folder, { recursive: true, force: true });
  }
}

function texts(version: string, sources: readonly string[]): Record<string, string | Uint8Array> {
  const words = ['--config', CONFFILE];
  return {
    [`usr/lib/systemd/system/${SERVICE}`]: unitText({ program: ['/usr/bin/fdtop'], words, act: null }),
    'usr/share/man/man1/fdtop.1.gz': gzipSync(manual(version), { level: 9 }),
    'usr/share/bash-completion/completions/fdtop': bashCompletion(),
    'usr/share/zsh/vendor-completions/_fdtop': zshCompletion(),
    'usr/share/fish/vendor_completions.d/fdtop.fish': fishCompletion(),
    'usr/share/doc/fdtop/changelog.gz': gzipSync(read('CHANGELOG.md'), { level: 9 }),
    'usr/share/doc/fdtop/copyright': copyright(sources),
    'usr/share/doc/fdtop/examples/config.toml': read('examples/config.toml'),
    'usr/share/doc/fdtop/examples/fdtop.rules.yml': read('alerts/fdtop.rules.yml'),
  };
}

function copyright(sources: readonly string[]): string {
  const { version } = process;
  const node = `Node ${version}, with which it is one executable: https://github.com/nodejs/node/blob/${version}/LICENSE`;
  return `${read('LICENSE').toString().trim()}\n\n${node}\n\n${licences(sources)}`;
}

function read(path: string): Buffer {
  return readFileSync(root + path);
}
