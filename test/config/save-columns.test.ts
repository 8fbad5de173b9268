import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configOf } from '../../src/config/config.ts';
import { readConfigFile, readConfigFiles } from '../../src/config/config-file.ts';
import { saveColumns } from '../../src/config/save-columns.ts';
import { need, root } from '../support/need.ts';

const OTHER = 65_534;
let folder: string;
let file: string;
const before = process.env.XDG_CONFIG_HOME;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fdtop-columns-'));
  process.env.XDG_CONFIG_HOME = join(folder, 'config');
  file = join(folder, 'config/fdtop/config.toml');
});
afterEach(() => {
  process.env.XDG_CONFIG_HOME = before;
  if (before === undefined) delete process.env.XDG_CONFIG_HOME;
  rmSync(folder, { recursive: true, force: true });
});

function write(text: string, mode = 0o644): void {
  mkdirSync(join(folder, 'config/fdtop'), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
}

const errorOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('no error');
};

test('makes the file of a user who has none, and the next start reads it', () => {
  expect(saveColumns(['fds', 'pid'], null)).toBe(`saved in ${file}: columns = ["fds", "pid"]`);
  expect(readFileSync(file, 'utf8')).toBe('columns = ["fds", "pid"]\n');
  expect(configOf({}, readConfigFiles(null)).columns).toEqual(['fds', 'pid']);
});

test('changes nothing else: comments, keys, order and mode stay, and no other file is left', () => {
  write('# mine\nwarn = 5 # low\n\n[watch] # x\nqueue = 7\n', 0o640);
  saveColumns(['pid'], null);
  expect(readFileSync(file, 'utf8')).toBe('# mine\nwarn = 5 # low\ncolumns = ["pid"]\n\n[watch] # x\nqueue = 7\n');
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(join(folder, 'config/fdtop'))).toEqual(['config.toml']);
  saveColumns(null, null);
  expect(readFileSync(file, 'utf8')).toBe('# mine\nwarn = 5 # low\n\n[watch] # x\nqueue = 7\n');
});

test('writes into the file that was asked for, where one was', () => {
  const asked = join(folder, 'own.toml');
  writeFileSync(asked, '');
  saveColumns(['pid'], asked);
  expect(readFileSync(asked, 'utf8')).toBe('columns = ["pid"]\n');
  expect(existsSync(file)).toBe(false);
});

test('leaves a file alone that it does not understand, and says what to write by hand', () => {
  write('columns = [\nwarn 5\n');
  expect(errorOf(() => saveColumns(['pid'], null))).toMatch(
    /^not saved: .*config\.toml line \d+: .*; write columns = \["pid"\] into .*config\.toml by hand$/,
  );
  expect(readFileSync(file, 'utf8')).toBe('columns = [\nwarn 5\n');
});

test("follows a link of the user's own, as those who keep their files elsewhere have it", () => {
  write('');
  const real = join(folder, 'dotfiles.toml');
  writeFileSync(real, 'warn = 5\n');
  rmSync(file);
  symlinkSync('../../dotfiles.toml', file);
  saveColumns(['pid'], null);
  expect(readFileSync(real, 'utf8')).toBe('warn = 5\ncolumns = ["pid"]\n');
  expect(readFileSync(file, 'utf8')).toBe(readFileSync(real, 'utf8'));
});

describe('refuses, and writes nothing', () => {
  const refused = (reason: RegExp) => {
    expect(errorOf(() => saveColumns(['pid'], null))).toMatch(reason);
  };

  test('where the folder is no folder', () => {
    writeFileSync(join(folder, 'config'), '');
    refused(/config is no folder/);
  });

  test('where the file is none', () => {
    mkdirSync(file, { recursive: true });
    refused(/config\.toml is no plain file/);
  });

  test('where anybody may write', () => {
    write('');
    chmodSync(join(folder, 'config'), 0o777);
    refused(/others than (root|you) may write in .*config/);
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('where links lead in a circle', () => {
    mkdirSync(join(folder, 'config/fdtop'), { recursive: true });
    symlinkSync('config.toml', file);
    refused(/too many symbolic links/);
  });

  need(root)('as root', () => {
    test('as root in the home of a user, as sudo may leave HOME', () => {
      mkdirSync(join(folder, 'config'));
      chownSync(folder, OTHER, OTHER);
      refused(/belongs to uid 65534, not to root; write columns = \["pid"\] into/);
      expect(readdirSync(join(folder, 'config'))).toEqual([]);
    });

    test('through a link that another user has put there', () => {
      write('');
      writeFileSync(join(folder, 'precious.toml'), 'warn = 5\n');
      rmSync(file);
      symlinkSync(join(folder, 'precious.toml'), file);
      lchownSync(file, OTHER, OTHER);
      refused(/config\.toml belongs to uid 65534, not to root/);
      expect(readFileSync(join(folder, 'precious.toml'), 'utf8')).toBe('warn = 5\n');
    });

    test('through a folder that is a link of another user', () => {
      mkdirSync(join(folder, 'elsewhere/fdtop'), { recursive: true });
      symlinkSync(join(folder, 'elsewhere'), join(folder, 'config'));
      lchownSync(join(folder, 'config'), OTHER, OTHER);
      refused(/config belongs to uid 65534/);
      expect(readdirSync(join(folder, 'elsewhere/fdtop'))).toEqual([]);
    });

    test('a file of another user', () => {
      write('warn = 5\n');
      chownSync(file, OTHER, OTHER);
      refused(/config\.toml belongs to uid 65534, not to root/);
    });
  });
});

describe('columns in a config file', () => {
  const read = (line: string) => configOf({}, readConfigFile('/etc/x.toml', line));

  test('are a list of their names', () => {
    expect(read('columns = ["fds", "full-in"]').columns).toEqual(['fds', 'full-in']);
  });

  test.each([
    ['\ncolumns = ["fsd"]', /^\/etc\/x\.toml line 2: columns "fsd" is no column, did you mean /],
    ['columns = ["xyzzy"]', /line 1: columns "xyzzy" is no column; there are host, instance, pid/],
    ['columns = ["fds", "fds"]', /line 1: columns "fds" is given twice/],
    ['columns = []', /line 1: columns needs a value/],
    ['columns = "fds"', /line 1: columns wants a list of texts/],
    ['columns = [1]', /line 1: columns wants a list of texts/],
    ['filter = "fds>"', /line 1: filter "fds>": fds> wants a number, as 1000 or 10k \(at character 5\)/],
  ])('%j is an error that names file, line and key', (line, message) => {
    expect(errorOf(() => read(line))).toMatch(message);
  });
});

test('--columns and --filter are checked, too, and beat the file', () => {
  const file = readConfigFile('/etc/x.toml', 'columns = ["pid"]\nfilter = "a"');
  expect(configOf({}, file)).toMatchObject({ columns: ['pid'], filter: 'a' });
  expect(configOf({ columns: 'USER, fds', filter: 'not role=master' }, file)).toMatchObject({
    columns: ['user', 'fds'],
    filter: 'not role=master',
  });
  expect(configOf({ filter: '' }, file).filter).toBe('');
  expect(errorOf(() => configOf({ columns: 'fds,,pid' }))).toMatch(/^--columns "" is no column; there are/);
  expect(errorOf(() => configOf({ filter: 'rol=x' }))).toBe(
    '--filter "rol=x": there is no column "rol", did you mean role? (at character 1)',
  );
});
