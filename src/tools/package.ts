/**
 * `npm run package`: fdtop as one executable, for servers without Node, and, where dpkg-deb is, as a Debian package.
 * Into packages/, or the folder given. Both are for the kind of machine that this runs on.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { root, versionOfPackage } from './bundles.ts';
import { architecture } from './package/control.ts';
import { buildDeb } from './package/deb.ts';
import { buildExecutable } from './package/executable.ts';

function hasDpkg(): boolean {
  try {
    execFileSync('dpkg-deb', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function tell(file: string): void {
  console.log(`${file}  ${Math.round(statSync(file).size / 1e6)} MB`);
}

const folder = resolve(process.argv[2] ?? `${root}packages`);
mkdirSync(folder, { recursive: true });
const version = versionOfPackage();
const executable = `${folder}/fdtop`;
const sources = await buildExecutable(executable);
tell(executable);
if (hasDpkg()) {
  const file = `${folder}/fdtop_${version}_${architecture()}.deb`;
  buildDeb({ version, executable, sources, file });
  tell(file);
} else {
  console.log('no Debian package: there is no dpkg-deb on this machine');
}
