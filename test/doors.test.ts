/**
 * The doors (SECURITY.md): what another user can put in fdtop's way passes one of a few files, and no other file has the
 * means to do without. Each entry says why it may.
 */
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

describe('paths', () => {
  /** What of node:fs looks at a path, and so may open, or wait for, what somebody else has put there. */
  const LOOKS =
    /^(?:open|openAsBlob|openSync|opendir|opendirSync|readFile|readFileSync|readdir|readdirSync|createReadStream|exists|existsSync|stat|statSync|lstat|lstatSync|statfs|statfsSync|access|accessSync|realpath|realpathSync|readlink|readlinkSync|glob|globSync|watch|watchFile|cp|cpSync|copyFile|copyFileSync)$/;

  const KERNEL = 'the kernel’s own files below /proc, which never wait; links there are told, not followed';
  const OWN = 'a file of fdtop’s, of its user or of its package, in a folder that nobody else may write in';
  const LEAD = 'lead converts';

  /** By file, or by folder with a slash at its end: why it may. */
  const ALLOWED: Readonly<Record<string, string>> = {
    'src/platform/': 'the door itself',
    'src/proc/': KERNEL,
    'src/python/interpreter.ts': KERNEL,
    'src/python/memory.ts': KERNEL,
    'src/python/pointer-scan.ts': KERNEL,
    'src/python/origin-groups.ts': KERNEL,
    'src/python/sampled-groups.ts': KERNEL,
    'src/python/trace-hook.ts': KERNEL,
    'src/python/process-files.ts': 'the links cwd and exe of /proc, and fdtop’s own /; files go through the door',
    'src/python/source/walk-folder.ts': 'folders that the door holds already',
    'src/python/trace-socket.ts': 'a socket in a folder that the door holds already',
    'src/python/source/parser.ts': OWN,
    'src/own/files.ts': OWN,
    'src/demo/': 'the demo: its own files, and /dev/null',
    'src/doctor/': 'looks at fdtop’s own files, limits and rights',
    'src/files/': 'the walk that judges the owners of a path',
    'src/config/': 'the operator’s own files, judged by files/own-file.ts and config/trusted-file.ts',
    'src/compile-cache.ts': OWN,
    'src/main.ts': 'the root of the proc tree, which the operator names',
    'src/commands/watch.ts': OWN,
    'src/metrics/textfile.ts': 'the operator names it; written anew beside it and renamed',
    'src/record/': 'the operator names it; its content goes through the door',
    'src/watch/state-file.ts': OWN,
    'src/ui/output.ts': 'fdtop’s own terminal',
    'src/actions/action-log.ts': 'O_NOFOLLOW | O_APPEND in the folder of root',
    'src/actions/sudo-command.ts': 'fdtop’s own program',
    'src/actions/check-command.ts': LEAD,
    'src/actions/cure-arguments.ts': LEAD,
    'src/actions/launch.ts': LEAD,
    'src/actions/preflight.ts': LEAD,
    'src/actions/small-file.ts': LEAD,
    'src/actions/start-place.ts': LEAD,
    'src/actions/unit-launch.ts': LEAD,
    'src/service/': LEAD,
    'src/tools/': 'builds fdtop, is no part of it',
  };

  const reasonFor = (file: string) =>
    Object.keys(ALLOWED).find(name => (name.endsWith('/') ? file.startsWith(name) : file === name));

  /** Names that a source imports from node:fs that look at paths; `*` for all of it. */
  function looks(text: string): string[] {
    const imports = [...text.matchAll(/import\s+(type\s+)?([^;]*?)\s+from\s+'(?:node:)?fs(?:\/promises)?'/g)];
    const named = imports.flatMap(([, isType, what]) => {
      if (isType) return [];
      const list = /\{([^}]*)\}/.exec(what!)?.[1];
      if (list === undefined) return ['*'];
      return list.split(',').map(name => name.trim().split(' ')[0]!);
    });
    const late = /(?:import|require|getBuiltinModule)\(\s*['"](?:node:)?fs(?:\/promises)?['"]\s*\)/.test(text)
      ? ['*']
      : [];
    return [...named, ...late].filter(name => name === '*' || LOOKS.test(name));
  }

  const sources = globSync('src/**/*.{ts,tsx,cts,mts}', { cwd: ROOT }).sort();
  const looking = sources.filter(file => looks(readFileSync(ROOT + file, 'utf8')).length > 0);

  test('only these files look at paths by themselves', () => {
    const wrong = looking
      .filter(file => !reasonFor(file))
      .map(file => {
        const names = looks(readFileSync(ROOT + file, 'utf8')).join(', ');
        return `${file} imports ${names}: a path of another process goes through readForeignFile or lookAtForeign (src/platform/foreign-file.ts), one of fdtop's own through openPlainFile (src/platform/plain-file.ts); /proc through src/proc/tree.ts`;
      });
    expect(wrong).toEqual([]);
  });

  test('each reason is of a file that does', () => {
    const idle = Object.keys(ALLOWED).filter(name => !looking.some(file => reasonFor(file) === name));
    // What the lead converts goes from the list when it is.
    expect(idle.filter(name => ALLOWED[name] !== LEAD)).toEqual([]);
  });

  test('an import is found in each of its forms', () => {
    expect(looks(`import { closeSync, openSync as open } from 'node:fs';`)).toEqual(['openSync']);
    expect(looks(`import {\n  type Stats,\n  readFile,\n} from 'node:fs/promises';`)).toEqual(['readFile']);
    expect(looks(`import fs from 'fs';`)).toEqual(['*']);
    expect(looks(`import * as fs from 'node:fs';`)).toEqual(['*']);
    expect(looks(`const { openSync } = await import('node:fs');`)).toEqual(['*']);
    expect(looks(`import { closeSync, type Dir } from 'node:fs';\nimport type { Stats } from 'node:fs';`)).toEqual([]);
  });

  test('only the door, and what looks at heartbeats, holds a path by O_PATH', () => {
    const holds = sources.filter(file => readFileSync(ROOT + file, 'utf8').includes('0o10000000'));
    expect(holds).toEqual(['src/platform/foreign-root.ts', 'src/proc/heartbeat.ts']);
  });
});
