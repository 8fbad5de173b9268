import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { configOf } from '../../src/config/config.ts';
import { readConfigFile, readConfigFiles } from '../../src/config/config-file.ts';
import { UsageError } from '../../src/config/usage-error.ts';

const read = (...lines: string[]) => readConfigFile('/etc/x.toml', lines.join('\n'));
const errorOf = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('no error');
};

test('says what flags say, and flags beat it', () => {
  const file = read(
    'warn = 500',
    'leak = 5_000',
    'interval = 0.5',
    'match = "uvicorn"',
    'read-only = true',
    'vim = true',
  );
  expect(configOf({}, file)).toMatchObject({ warn: 500, leak: 5000, intervalSeconds: 0.5, readOnly: true, vim: true });
  expect(String(configOf({}, file).match)).toBe('uvicorn');
  expect(configOf({ warn: '700', 'read-only': false }, file)).toMatchObject({ warn: 700, leak: 5000, readOnly: false });
});

describe('names file, line and key of', () => {
  test.each([
    [['warn = 500', '', 'lek = 7'], '/etc/x.toml line 3: lek is unknown, did you mean leak?'],
    [['# x', 'frobnicate = 1'], '/etc/x.toml line 2: frobnicate is unknown'],
    [['once = true'], /^\/etc\/x\.toml line 1: once is unknown/],
    [['[wtch]', 'x = 1'], '/etc/x.toml line 1: wtch is unknown, did you mean watch?'],
    [['all = "yes"'], '/etc/x.toml line 1: all wants true or false'],
    [['warn = [1]'], '/etc/x.toml line 1: warn wants a number or a text'],
    [['warn = true'], '/etc/x.toml line 1: warn wants a number or a text'],
    [['leak = 10', 'warn = 5 5'], /^\/etc\/x\.toml line 2: /],
  ])('%j', (lines, message) => {
    expect(errorOf(() => read(...lines))).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });

  test.each([
    ['warn = -3', '/etc/x.toml line 1: warn "-3" is not a whole number of 1 or more'],
    ['interval = 9999', '/etc/x.toml line 1: interval "9999" is not a number of seconds from 0.1 to 3600'],
    [
      'match = "("',
      /^\/etc\/x\.toml line 1: match "\(" is no pattern that fdtop knows: a \( of the pattern is not closed/,
    ],
    ['color = "blue"', '/etc/x.toml line 1: color "blue" is none of auto, always, never'],
  ])('a bad value: %s', (line, message) => {
    expect(errorOf(() => configOf({}, read(line)))).toEqual(
      typeof message === 'string' ? message : expect.stringMatching(message),
    );
  });
});

describe('the files that are read', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-config-'));
  const before = process.env.XDG_CONFIG_HOME;
  afterEach(() => {
    process.env.XDG_CONFIG_HOME = before;
    if (before === undefined) delete process.env.XDG_CONFIG_HOME;
    rmSync(folder, { recursive: true, force: true });
  });

  test('one that is asked for must be there', () => {
    expect(errorOf(() => readConfigFiles(join(folder, 'none.toml')))).toMatch(/none\.toml is not there$/);
  });

  test("the user's own may be missing", () => {
    process.env.XDG_CONFIG_HOME = join(folder, 'nowhere');
    expect(readConfigFiles(null).has('warn')).toBe(false);
  });

  test('one that is no file is an error', () => {
    expect(errorOf(() => readConfigFiles('/proc'))).toMatch(/^\/proc is a folder$/);
  });
});
