import { describe, expect, test } from 'vitest';
import { configOf } from '../../src/config/config.ts';
import { UsageError } from '../../src/config/usage-error.ts';
import { WATCH_DEFAULTS } from '../../src/config/watch-settings.ts';

function errorOf(flags: Record<string, unknown>): string {
  try {
    configOf(flags);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error(`no error for ${JSON.stringify(flags)}`);
}

test('has the defaults of the design', () => {
  expect(configOf({})).toEqual({
    procRoot: '/proc',
    all: false,
    match: null,
    warn: 1000,
    leak: 10_000,
    intervalSeconds: 1,
    once: false,
    json: false,
    worst: false,
    exact: false,
    gunicorn: false,
    readOnly: false,
    vim: false,
    color: 'auto',
    filter: '',
    columns: null,
    file: null,
    theme: 'default',
    lang: null,
    yes: false,
    dryRun: false,
    preflight: null,
    signal: null,
    graceSeconds: null,
    over: null,
    nofile: null,
    maxRequests: null,
    maxRequestsJitter: null,
    gracefulTimeout: null,
    undo: false,
    replay: null,
    at: null,
    listen: null,
    allowedHosts: [],
    textfile: null,
    leftOut: [],
    prometheus: null,
    growth: null,
    etaMinutes: null,
    act: null,
    printUnit: false,
    watch: WATCH_DEFAULTS,
    guard: null,
    maxSize: null,
  });
});

test.each([
  ['once', 'once'],
  ['json', 'json'],
  ['all', 'all'],
  ['worst', 'worst'],
  ['exact', 'exact'],
  ['gunicorn', 'gunicorn'],
  ['read-only', 'readOnly'],
  ['vim', 'vim'],
] as const)('--%s turns it on, --no-%s off', (flag, field) => {
  expect(configOf({ [flag]: true })[field]).toBe(true);
  expect(configOf({ [flag]: false })[field]).toBe(false);
});

test.each(['proc-root', 'match', 'warn', 'leak', 'interval', 'color'])('--%s without its value is an error', name => {
  expect(errorOf({ [name]: '' })).toBe(`--${name} needs a value`);
});

describe('--interval', () => {
  test.each([
    ['0.1', 0.1],
    ['.5', 0.5],
    ['1', 1],
    ['2.5', 2.5],
    ['3600', 3600],
  ])('takes %s', (value, seconds) => {
    expect(configOf({ interval: value }).intervalSeconds).toBe(seconds);
  });

  test.each(['0', '0.0', '0.09', '3600.1', '-1', '1,5', '1e1', '0x1', 'NaN', 'Infinity', 'soon', '5.', '1 ', '5s'])(
    'refuses %j, names it and says what it takes',
    value => {
      expect(errorOf({ interval: value })).toBe(`--interval "${value}" is not a number of seconds from 0.1 to 3600`);
    },
  );
});

describe.each(['warn', 'leak'])('--%s', name => {
  test.each(['0', '-5', '1.5', '1e4', '0x10', '1,000', 'many', ' 5', '99999999999999999999'])(
    'refuses %j, names it and says what it takes',
    value => {
      expect(errorOf({ [name]: value })).toBe(`--${name} "${value}" is not a whole number of 1 or more`);
    },
  );
});

describe('--warn and --leak', () => {
  test('are taken, apart by one at least', () => {
    expect(configOf({ warn: '1', leak: '2' })).toMatchObject({ warn: 1, leak: 2 });
    expect(configOf({ warn: '0100' })).toMatchObject({ warn: 100 });
  });

  test('must be in order, defaults included: the error names both', () => {
    for (const flags of [{ warn: '5', leak: '5' }, { warn: '20000' }, { leak: '1000' }, { warn: '9', leak: '8' }]) {
      expect(errorOf(flags)).toMatch(/--leak \d+ is not above --warn \d+/);
    }
  });
});

describe('--match', () => {
  test('is a pattern, in which large and small letters differ', () => {
    const { match } = configOf({ match: '^php-fpm: (?:pool|master)\\b' });
    expect(String(match)).toBe('^php-fpm: (?:pool|master)\\b');
    const lines = ['php-fpm: pool www', 'php-fpm: pools', 'PHP-FPM: pool www', 'x php-fpm: pool'];
    expect(lines.map(line => match!.test(line))).toEqual([true, false, false, false]);
  });

  test.each(['[', '(', '*', '(?<=', '\\', 'a{2}', '(a)\\1', '(?!x)', 'x'.repeat(1001)])(
    'refuses %j, and says why',
    value => {
      const error = errorOf({ match: value });
      expect(error).toMatch(/^--match ".+" is no pattern that fdtop knows: /);
      expect(error).toContain(JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value));
    },
  );

  test('does not fill the screen with a bad one', () => {
    const [first] = errorOf({ match: `[${'x'.repeat(10_000)}` }).split(' is no');
    expect(first!.length).toBeLessThan(80);
  });
});

test('--color is one of three', () => {
  for (const color of ['auto', 'always', 'never']) expect(configOf({ color }).color).toBe(color);
  expect(errorOf({ color: 'yes' })).toBe('--color "yes" is none of auto, always, never');
});

test('--theme is one that there is; of another the nearest is named', () => {
  expect(configOf({}).theme).toBe('default');
  expect(configOf({ theme: 'colour-blind' }).theme).toBe('colour-blind');
  expect(errorOf({ theme: 'color-blind' })).toBe(
    '--theme "color-blind" is none of default, high-contrast, colour-blind, mono, did you mean colour-blind?',
  );
  expect(errorOf({ theme: 'solarized' })).toMatch(/^--theme "solarized" is none of [a-z, -]+, mono$/);
  const file = new Map([['theme', { value: 'momo', where: '/etc/fdtop/config.toml line 3: theme' }]]);
  expect(() => configOf({}, file)).toThrow(
    /^\/etc\/fdtop\/config\.toml line 3: theme "momo" is none of .*, did you mean mono\?$/,
  );
  expect(configOf({ theme: 'mono' }, file).theme).toBe('mono');
});

test('--proc-root is taken as it is', () => {
  expect(configOf({ 'proc-root': '/srv/a b/proc' }).procRoot).toBe('/srv/a b/proc');
});

test('a value given twice, should it get here, is an error', () => {
  expect(errorOf({ interval: ['1', '2'] })).toBe('--interval is given more than once');
});

describe('the addresses of metrics and fleet', () => {
  test('are none unless given', () => {
    expect(configOf({})).toMatchObject({ listen: null, textfile: null, prometheus: null });
  });

  test('come from the command line or the file', () => {
    expect(configOf({ listen: '[::1]:1', prometheus: 'https://me:x@prom/base' })).toMatchObject({
      listen: { host: '::1', port: 1 },
      prometheus: new URL('https://me:x@prom/base'),
    });
    const file = new Map([['textfile', { value: '/var/lib/x', where: 'config.toml line 1: textfile' }]]);
    expect(configOf({}, file).textfile).toBe('/var/lib/x');
  });

  test.each(['prom:9090', 'file:///etc/passwd', 'http://', 'http://prom/?q=1', 'http://prom/#x'])(
    '%s is no URL',
    url => {
      expect(() => configOf({ prometheus: url })).toThrow(/^--prometheus .* is no address of a Prometheus/);
    },
  );
});
