/** What dpkg is told of the package: deb-control(5), and the scripts that it runs, deb-postinst(5) and its siblings. */
import { readFileSync } from 'node:fs';
import { arch } from 'node:os';

/** Debian's names of the machines that there is a Node for. */
const ARCHITECTURES: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

export const CONFFILE = '/etc/fdtop/watch.toml';
export const SERVICE = 'fdtop-watch.service';

export function architecture(): string {
  const name = ARCHITECTURES[arch()];
  if (!name)
    throw new Error(`no Debian package is made on ${arch()}: only on ${Object.keys(ARCHITECTURES).join(', ')}`);
  return name;
}

export function control(version: string, executable: string, installedKilobytes: number): string {
  return `Package: fdtop
Version: ${version}
Architecture: ${architecture()}
Maintainer: The fdtop developers <fdtop@localhost>
Installed-Size: ${installedKilobytes}
Depends: libc6 (>= ${newestGlibc(executable)}), libstdc++6, libgcc-s1, libatomic1
Suggests: util-linux, sudo
Section: admin
Priority: optional
Description: top for file descriptors, Gunicorn first
 Shows which process holds how many open files, how fast they grow and how
 long it has until "Too many open files"; what those files are; where in the
 Python source they come from; and replaces a leaking worker, verified.
 .
 One executable that needs no Node. A service, ${SERVICE}, alerts when
 nobody looks; it is installed and not enabled.
`;
}

/** The newest symbol version of glibc that the executable asks for, as \`readelf -V\` lists them: 2.28. */
function newestGlibc(executable: string): string {
  const names =
    readFileSync(executable)
      .toString('latin1')
      .match(/(?<=\0GLIBC_2\.)\d+(?=\0)/g) ?? [];
  return `2.${Math.max(...names.map(Number))}`;
}

/** An upgrade starts anew what runs; nothing is enabled or started that was not. */
export const postinst = `#!/bin/sh
set -e
if [ "$1" = configure ] && [ -d /run/systemd/system ]; then
  systemctl daemon-reload || true
  if [ -n "$2" ]; then systemctl try-restart ${SERVICE} || true; fi
fi
`;

export const prerm = `#!/bin/sh
set -e
if [ "$1" = remove ] && command -v systemctl >/dev/null; then
  if [ -d /run/systemd/system ]; then systemctl stop ${SERVICE} || true; fi
  systemctl disable ${SERVICE} 2>/dev/null || true
fi
`;

/** What fdtop has written is its own to remove; drop-ins of \`fdtop cure\` belong to the services that they cure. */
export const postrm = `#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then systemctl daemon-reload || true; fi
if [ "$1" = purge ]; then
  rm -rf /var/lib/fdtop /var/lib/private/fdtop /var/log/fdtop
  rm -f /etc/fdtop/config.toml
  rmdir /etc/fdtop 2>/dev/null || true
fi
`;
