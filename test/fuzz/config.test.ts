/** Config files and command lines: what is wrong in them is told by a UsageError, with the line. */
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { parse as parseAnyToml } from 'smol-toml';
import { expect, test } from 'vitest';
import { checkWords } from '../../src/config/check-words.ts';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { configOf } from '../../src/config/config.ts';
import { parseToml, readConfigFile } from '../../src/config/config-file.ts';
import { FLAGS } from '../../src/config/flags.ts';
import { addressText, isLoopback, parseListenAddress } from '../../src/config/listen-address.ts';
import { setTomlKey } from '../../src/config/set-toml-key.ts';
import { tomlLines } from '../../src/config/toml-lines.ts';
import { UsageError } from '../../src/config/usage-error.ts';
import { check, fuzz, RUNS, withinLimit } from './fuzz.ts';
import { damaged, randomText } from './inputs.ts';

const FILE = `# what fdtop shows
warn = 2000   # early
leak = 20_000
columns = [
  "pid", # first
  "fds",
]
color = 'never'
filter = """fds>1"""

[watch]
forecast = 5
"samples-up" = 3
[[watch.channel]]
type = "webhook"
url = "https://chat.example/x"
headers = { Authorization = "Bearer x" }
[[watch.channel]]
type = "command"
command = ["/bin/true"]
levels = ["leak"]

[guard]
only = ["shop"]
`;
const words = [
  '[',
  ']',
  '[[watch.channel]]\n',
  '[watch]\n',
  '=',
  ' = ',
  '"',
  "'",
  '"""',
  "'''",
  '#',
  '\n',
  '\r\n',
  '\\',
  '{',
  '}',
  ',',
  'warn',
  'columns',
  'columns = 1\n',
  '1',
  '1979-05-27T07:32:00Z',
  'true',
  '"__proto__"',
  'a.b.c',
  '.',
  'nan',
  '\ufeff',
];
const isUsage = (error: unknown) => {
  if (!(error instanceof UsageError)) return false;
  expect(error.message).not.toBe('');
  return true;
};

fuzz('parseToml', {
  samples: [FILE],
  words,
  parse: text => parseToml('config.toml', text),
  mayThrow: isUsage,
  holds: found => expect(typeof found).toBe('object'),
});
fuzz('readConfigFile', {
  samples: [FILE],
  words,
  parse: text => configOf({}, readConfigFile('config.toml', text)).watch.channels.length,
  mayThrow: isUsage,
  holds: channels => expect(channels).toBeGreaterThanOrEqual(0),
  share: 0.5,
  longestPumped: 16_384,
});
fuzz('tomlLines', {
  samples: [FILE],
  words,
  parse: text => [tomlLines(text)(['warn']), tomlLines(text)(['watch', 'channel', 1, 'url'])],
  holds: (lines, text) => {
    for (const line of lines) {
      expect(line).toBeGreaterThanOrEqual(1);
      expect(line).toBeLessThanOrEqual(text.split('\n').length);
    }
  },
});
fuzz('setTomlKey', {
  samples: [FILE],
  words,
  parse: text => [setTomlKey(text, 'columns', '["pid"]'), setTomlKey(text, 'columns', null)],
  holds([set], text) {
    if (!/["']/.test(text)) expect(set).toContain('["pid"]');
  },
});

/** Documents that are TOML: what lies around the key is anything. */
const comment = fc.constantFrom('', ' # a "comment" = [', " # it's", '\t#');
const value = fc.constantFrom(
  '1',
  '"a # b"',
  "'it'",
  '[1, 2]',
  '[ # x\n  "a",\n  # y = 1\n  "b",\n]',
  '"""a\ncolumns = 3\n"""',
  "'''\n[x]\n'''",
  '{ a = 1 }',
  '"\\""',
  '1979-05-27',
  '["]", "["]',
  '"""a""""',
  '[[1], ["#"]]',
);
const names = ['warn', '"leak"', "'x y'", 'a.b', 'columns', '"columns"', "'columns'", ' columns', '"a\\"b"', 'c-d'];
const statement = fc
  .tuple(fc.constantFrom(...names), value, comment)
  .map(([name, each, said]) => `${name} = ${each}${said}`);
const line = fc.oneof({ arbitrary: statement, weight: 4 }, fc.constantFrom('', '# columns = 1', '   ', '# [x]'));
const head = fc.array(line, { maxLength: 6 });
const tables = fc.array(
  fc.constantFrom('[watch]', 'columns = 7', '# about it', '', '[[watch.channel]]', 'forecast = 1', 'q = """\n[z]\n"""'),
  { maxLength: 5 },
);
const document = fc
  .tuple(
    fc.constantFrom('', '\ufeff'),
    head,
    fc.constantFrom('', '[t]', '# it\n[t]'),
    tables,
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([mark, before, table, behind, eol, isEnded]) => {
    const lines = [...before, ...(table === '' ? [] : [table, ...behind])];
    return mark + lines.join('\n').replaceAll('\n', eol) + (isEnded ? eol : '');
  });

test('setTomlKey: of a file that is TOML comes TOML, that says just this and nothing else', () => {
  let valid = 0;
  const property = fc.property(
    fc.oneof(document, damaged([Buffer.from(FILE)], words).map(String)),
    fc.boolean(),
    (text, isSet) => {
      const before = tomlOf(text);
      if (before === null) return;
      // As saveColumns refuses it: a key of a table of that name, or a value in quotes that mean something else.
      if (typeof before.columns === 'object' && !Array.isArray(before.columns)) return;
      valid += 1;
      const after = setTomlKey(text, 'columns', isSet ? '["pid", "fds"]' : null);
      const { columns: _, ...rest } = before;
      expect(tomlOf(after)).toEqual(isSet ? { ...rest, columns: ['pid', 'fds'] } : rest);
      expect(after.split('#').length).toBeGreaterThanOrEqual(Math.min(text.split('#').length, 1));
      if (!isSet && isDeepStrictEqual(before, rest)) expect(after).toBe(text);
    },
  );
  withinLimit(() => check(property, RUNS * 6));
  expect(valid).toBeGreaterThan(RUNS / 2);
});

function tomlOf(text: string): Record<string, unknown> | null {
  try {
    return { ...parseAnyToml(text) };
  } catch {
    return null;
  }
}

const flags = FLAGS.flatMap(({ name, short }) => [
  `--${name}`,
  `--${name}=1`,
  `--no-${name}`,
  ...(short ? [`-${short}`] : []),
]);
const argument = fc.oneof(
  fc.constantFrom(
    ...flags,
    '--',
    '-',
    '--=',
    '---',
    '--constructor',
    '--__proto__',
    'kill',
    'types',
    '4711',
    'diagnose',
    '-abc',
    '--once=no',
  ),
  randomText(flags).filter(text => text.length < 200),
);
test('checkWords, parseCommandLine: any words are options, or a UsageError', () => {
  const property = fc.property(fc.array(argument, { maxLength: 8 }), argv => {
    try {
      checkWords(argv);
      const { command, args, flags, show } = parseCommandLine(argv, '1.0', import.meta);
      expect(typeof command).toBe('string');
      expect([null, 'help', 'version']).toContain(show);
      for (const arg of args) expect(typeof arg).toBe('string');
      configOf(flags);
    } catch (error) {
      if (!isUsage(error)) throw error;
    }
  });
  withinLimit(() => check(property, RUNS * 2));
});

fuzz('parseListenAddress', {
  samples: ['127.0.0.1:9948', '[::1]:9948', 'web-3:9948', ':9948', '[fe80::1%eth0]:1'],
  words: [':', '[', ']', '::1', '9948', '%', '.', 'localhost', '127.0.0.1', '@', '/', '#'],
  parse: text => parseListenAddress(text, '--listen'),
  mayThrow: isUsage,
  holds(address) {
    expect(address.port).toBeLessThanOrEqual(65_535);
    expect(address.host).toMatch(/^[\w.:%-]+$/);
    expect(typeof isLoopback(address)).toBe('boolean');
    expect(parseListenAddress(addressText(address), '--listen')).toEqual(address);
  },
});
