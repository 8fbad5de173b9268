import { readFileSync } from 'node:fs';
import { arch } from 'node:os';
import { printable } from '../model/printable.ts';
import { PACKED } from '../own/program.ts';
import { readHost } from '../proc/system.ts';
import { type Fact, ok } from './fact.ts';

const PACKED_AS = { sources: 'its sources', folder: 'files of an npm package', executable: 'one executable' };

/** What runs, on what. */
export function versionFacts(version: string): Fact[] {
  return [
    ok('versions.fdtop', 'fdtop', version),
    ok('versions.packed', 'runs from', PACKED_AS[PACKED]),
    ok('versions.node', 'Node', process.versions.node),
    ok('versions.kernel', 'kernel', `Linux ${readHost('/proc').kernel}`),
    ok('versions.distribution', 'distribution', distribution()),
    ok('versions.machine', 'machine', arch()),
  ];
}

/** PRETTY_NAME of os-release(5); null where there is none. */
function distribution(): string | null {
  for (const file of ['/etc/os-release', '/usr/lib/os-release']) {
    try {
      const [, quoted, plain] = /^PRETTY_NAME=(?:"([^"]*)"|(\S+))/m.exec(readFileSync(file, 'utf8')) ?? [];
      return printable(quoted ?? plain ?? '', 60) || null;
    } catch {
      // The other one, or none.
    }
  }
  return null;
}
