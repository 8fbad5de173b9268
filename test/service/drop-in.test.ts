import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dropInFile, dropInState, parseDropIn, renderDropIn } from '../../src/service/drop-in.ts';
import { readDropIn, removeDropIn, writeDropIn } from '../../src/service/drop-in-file.ts';
import { parseStrings, quoteAssignment } from '../../src/service/unit-syntax.ts';

const FILE = '/etc/systemd/system/web.service.d/fdtop.conf';

describe('the text of a drop-in', () => {
  test.each([
    { nofile: 65_536, cmdArgs: null, madeFolder: null },
    { nofile: null, cmdArgs: '--max-requests 1000', madeFolder: '/etc/systemd/system/web.service.d' },
    { nofile: 1024, cmdArgs: String.raw`-n "100 %" -c 'a\b' $HOME`, madeFolder: '/etc/systemd' },
    { nofile: null, cmdArgs: 'tab\tline\nend\\', madeFolder: null },
  ])('%j is read back as it was', dropIn => {
    const text = renderDropIn(dropIn);
    expect(dropInState(text)).toBe('ours');
    expect(parseDropIn(text, FILE)).toEqual(dropIn);
    expect(text).toMatch(/^# written by fdtop cure; fdtop cure --undo takes it back\n/);
  });

  test('a change by hand is noticed, and a file of somebody else', () => {
    const text = renderDropIn({ nofile: 65_536, cmdArgs: null, madeFolder: null });
    expect(dropInState(text.replace('65536', '65537'))).toBe('edited');
    expect(dropInState(`${text}TasksMax=5\n`)).toBe('edited');
    expect(dropInState(text.replace(/^# sha256.*\n/m, ''))).toBe('edited');
    expect(dropInState('[Service]\nLimitNOFILE=65536\n')).toBe('foreign');
    expect(dropInState('')).toBe('foreign');
  });

  test('a folder elsewhere is not taken for one that was made for it', () => {
    const text = renderDropIn({ nofile: 1, cmdArgs: null, madeFolder: '/home' });
    expect(parseDropIn(text, FILE).madeFolder).toBeNull();
  });
});

test('a unit of the system has it in /etc, one of a user in the home folder', () => {
  expect(dropInFile({ unit: 'web.service', uid: null })).toBe(FILE);
  expect(dropInFile({ unit: 'web@a.service', uid: 1 })).toMatch(
    /\/\.config\/systemd\/user\/web@a\.service\.d\/fdtop\.conf$/,
  );
});

test('quoting for systemd, and what systemctl show prints', () => {
  expect(quoteAssignment('A', String.raw`1 "2" \3 4% $5`)).toBe(String.raw`"A=1 \"2\" \\3 4%% $5"`);
  expect(parseStrings(String.raw`A=1 "B=two words" "C=\"q\" \\ \$x \`y\`" "D=a\nb\001"`)).toEqual([
    'A=1',
    'B=two words',
    'C="q" \\ $x `y`',
    'D=a\nb\x01',
  ]);
  expect(parseStrings('')).toEqual([]);
});

describe('the file of a drop-in', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fdtop-drop-in-'));
    file = join(folder, 'a/web.service.d/fdtop.conf');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is written for all to read, whatever the umask, and goes with the folders that were made for it', () => {
    const umask = process.umask(0o077);
    try {
      writeDropIn(file, 'text');
    } finally {
      process.umask(umask);
    }
    expect(readDropIn(file)).toBe('text');
    expect(statSync(file).mode & 0o777).toBe(0o644);
    expect(statSync(join(folder, 'a')).mode & 0o777).toBe(0o755);
    expect(readdirSync(join(folder, 'a/web.service.d'))).toEqual(['fdtop.conf']);
    removeDropIn(file, join(folder, 'a'));
    expect(readdirSync(folder)).toEqual([]);
  });

  test('leaves a folder in which something else lies', () => {
    writeDropIn(file, 'text');
    writeFileSync(join(folder, 'a/other'), '');
    removeDropIn(file, join(folder, 'a'));
    expect(readdirSync(join(folder, 'a'))).toEqual(['other']);
  });

  test('leaves nothing when it cannot be written', () => {
    mkdirSync(join(folder, 'a/web.service.d/fdtop.conf'), { recursive: true }); // a folder is in the way of the rename
    expect(() => writeDropIn(file, 'text')).toThrow(/EISDIR|EEXIST|ENOTEMPTY|directory/i);
    expect(readdirSync(join(folder, 'a/web.service.d'))).toEqual(['fdtop.conf']);
    const long = join(folder, 'b', `${'x'.repeat(300)}.d`, 'fdtop.conf');
    expect(() => writeDropIn(long, 'text')).toThrow(/ENAMETOOLONG/);
    expect(existsSync(join(folder, 'b'))).toBe(false);
  });

  test('is not written through a symbolic link', () => {
    mkdirSync(join(folder, 'real'));
    mkdirSync(join(folder, 'a'));
    symlinkSync('../real', join(folder, 'a/web.service.d'));
    expect(() => readDropIn(file)).toThrow('web.service.d is a symbolic link');
    rmSync(join(folder, 'a/web.service.d'));
    mkdirSync(join(folder, 'a/web.service.d'));
    symlinkSync('/dev/null', file);
    expect(() => readDropIn(file)).toThrow('fdtop.conf is a symbolic link');
  });
});

test('a quote that systemd would have closed goes on to the end, and costs no more than another', () => {
  expect(parseStrings('A=1 "B=two words')).toEqual(['A=1', 'B=two words']);
  expect(parseStrings('\\"'.repeat(200_000))[0]).toContain('"');
});
