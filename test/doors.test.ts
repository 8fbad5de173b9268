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

  /** By file, or by folder with a slash at its end: why it may. */
  const ALLOWED: Readonly<Record<string, string>> = {
    'src/platform/': 'the door itself',
    'src/proc/': KERNEL,
    'src/python/memory.ts': KERNEL,
    'src/python/pointer-scan.ts': KERNEL,
    'src/python/sampled-groups.ts': KERNEL,
    'src/python/process-files.ts': 'the links cwd and exe of /proc, and fdtop’s own /; files go through the door',
    'src/python/source/walk-folder.ts': 'folders that the door holds already',
    'src/python/trace-socket.ts': 'a socket in a folder that the door holds already',
    'src/python/source/parser.ts': OWN,
    'src/own/files.ts': OWN,
    'src/demo/': 'the demo: its own files, and /dev/null',
    'src/doctor/': 'looks at fdtop’s own files, limits and rights',
    'src/config/': 'the operator’s own files, judged by platform/path-trust.ts',
    'src/main.ts': 'the root of the proc tree, which the operator names',
    'src/commands/watch.ts': OWN,
    'src/metrics/own-names.ts': 'the names of this machine: /etc/hosts and /etc/resolv.conf',
    'src/metrics/textfile.ts': 'the operator names it; written anew beside it and renamed',
    'src/record/': 'the operator names it; its content goes through the door',
    'src/watch/state-file.ts': OWN,
    'src/ui/output.ts': 'fdtop’s own terminal',
    'src/actions/action-log.ts': 'O_NOFOLLOW | O_APPEND in the folder of root',
    'src/actions/sudo-command.ts': 'fdtop’s own program',
    'src/actions/check-permit.ts': KERNEL,
    'src/service/systemd.ts': 'whether systemd runs: /run/systemd/system',
    'src/service/drop-in-file.ts': 'units of the system, or of fdtop’s own user',
    'src/service/cured-units.ts': 'the same',
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
    expect(Object.keys(ALLOWED).filter(name => !looking.some(file => reasonFor(file) === name))).toEqual([]);
  });

  test('an import is found in each of its forms', () => {
    expect(looks(`import { closeSync, openSync as open } from 'node:fs';`)).toEqual(['openSync']);
    expect(looks(`import {\n  type Stats,\n  readFile,\n} from 'node:fs/promises';`)).toEqual(['readFile']);
    expect(looks(`import fs from 'fs';`)).toEqual(['*']);
    expect(looks(`import * as fs from 'node:fs';`)).toEqual(['*']);
    expect(looks(`const { openSync } = await import('node:fs');`)).toEqual(['*']);
    expect(looks(`import { closeSync, type Dir } from 'node:fs';\nimport type { Stats } from 'node:fs';`)).toEqual([]);
  });

  test('only the door, what looks at heartbeats and what tells directories hold a path by O_PATH', () => {
    const holds = sources.filter(file => readFileSync(ROOT + file, 'utf8').includes('0o10000000'));
    expect(holds).toEqual(['src/platform/foreign-root.ts', 'src/proc/fd-directories.ts', 'src/proc/heartbeat.ts']);
  });
});

/** Sources of the program itself. */
const sourcesOf = (pattern: string) => globSync(pattern, { cwd: ROOT }).filter(file => !file.startsWith('src/tools/'));
const textOf = (file: string) => readFileSync(ROOT + file, 'utf8');

describe('programs', () => {
  /** By file, or by folder with a slash at its end: why it may start one. */
  const ALLOWED: Readonly<Record<string, string>> = {
    'src/platform/run-program.ts': 'the door itself',
    'src/platform/run-on-terminal.ts': 'the door to the terminal, for sudo',
    'src/own/apart.ts': 'fdtop itself, for what may never answer',
    'src/demo/': 'the demo: fdtop itself, and a Gunicorn that findProgram has found',
  };
  const STARTS =
    /(?:from|import|require|getBuiltinModule)\s*\(?\s*['"](?:execa|(?:node:)?child_process|(?:node:)?cluster)['"]/;
  const reasonFor = (file: string) =>
    Object.keys(ALLOWED).find(name => (name.endsWith('/') ? file.startsWith(name) : file === name));
  const starting = sourcesOf('src/**/*.{ts,tsx,cts,mts}').filter(file => {
    return textOf(file)
      .split(';')
      .some(part => STARTS.test(part) && !/import\s+type\b/.test(part));
  });

  test('only these files can start one: all others go through runProgram (src/platform/run-program.ts)', () => {
    expect(starting.filter(file => !reasonFor(file))).toEqual([]);
    expect(Object.keys(ALLOWED).filter(name => !starting.some(file => reasonFor(file) === name))).toEqual([]);
  });

  test('none of them takes a shell', () => {
    expect(sourcesOf('src/**/*.{ts,tsx}').filter(file => /\bshell: true\b|\bexecSync?\(/.test(textOf(file)))).toEqual(
      [],
    );
  });
});

describe('texts', () => {
  /** Rooms that look at what others say, compare it, or hand it to the kernel. What shows things is not among them. */
  const LOOK =
    /^src\/(?:gunicorn|proc|sampler|service|actions|platform)\/|^src\/model\/(?:foreign|printable|shell-command)\.ts$/;
  /** The words of a program that it makes printable itself. */
  const ALLOWED = ['src/watch/command.ts'];

  test('raw text of others stays where it is looked at: what shows it takes printable, or a template', () => {
    const raw = sourcesOf('src/**/*.{ts,tsx}').filter(file => /\.raw\b|\brawOf\(|\{ raw\b/.test(textOf(file)));
    expect(raw.filter(file => !LOOK.test(file) && !ALLOWED.includes(file))).toEqual([]);
  });

  test('lines that are told to be typed are made by shellCommand: nobody joins a command himself', () => {
    const joins = /(?:command|argv|words|args)\w*(?:\([^)]*\))?\.join\(' '\)/i;
    const LEFT: Readonly<Record<string, string>> = {
      'src/commands/': 'the words of fdtop’s own command line',
    };
    const found = sourcesOf('src/{actions,service,commands,ui,report,diagnosis}/**/*.{ts,tsx}').filter(file =>
      joins.test(textOf(file)),
    );
    expect(found.filter(file => !Object.keys(LEFT).some(name => file.startsWith(name)))).toEqual([]);
  });
});
