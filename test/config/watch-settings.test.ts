import { describe, expect, test } from 'vitest';
import { configOf } from '../../src/config/config.ts';
import { readConfigFile } from '../../src/config/config-file.ts';
import { UsageError } from '../../src/config/usage-error.ts';
import { WATCH_DEFAULTS } from '../../src/config/watch-settings.ts';

const read = (...lines: string[]) => configOf({}, readConfigFile('/etc/x.toml', lines.join('\n')));
const errorOf = (...lines: string[]) => {
  try {
    read(...lines);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error('no error');
};

test('without the table all is as documented', () => {
  expect(read().watch).toEqual(WATCH_DEFAULTS);
  expect(read('[watch]').watch).toEqual(WATCH_DEFAULTS);
  expect(read().guard).toBeNull();
});

test('takes every key', () => {
  const { watch } = read(
    'warn = 500',
    '[watch]',
    'forecast = 0',
    'samples-up = 3',
    'samples-down = 7',
    'queue = 50',
    '[[watch.channel]]',
    'type = "stdout"',
    'levels = ["leak", "critical"]',
    '[[watch.channel]]',
    'type = "webhook"',
    'url = "https://hooks.example.com/T/B/secret"',
    'timeout = 2.5',
    'headers = { Authorization = "Bearer x" }',
    '[[watch.channel]]',
    'type = "command"',
    'command = ["/usr/bin/logger", "-t", "fd top"]',
  );
  expect(watch).toMatchObject({ forecastMinutes: 0, samplesUp: 3, samplesDown: 7, queue: 50 });
  expect(watch.channels).toMatchObject([
    { type: 'stdout', levels: ['leak', 'critical'] },
    { type: 'webhook', timeoutSeconds: 2.5, headers: { Authorization: 'Bearer x' }, levels: null },
    { type: 'command', command: ['/usr/bin/logger', '-t', 'fd top'], timeoutSeconds: 10 },
  ]);
});

test('the guard gets its table as it is, each value with its place', () => {
  const { guard } = read('[guard]', 'over = 5', 'only = ["a"]');
  expect(guard).toMatchObject({ file: '/etc/x.toml', where: '/etc/x.toml line 1: guard' });
  expect(guard!.entries.get('over')).toEqual({ value: 5, where: '/etc/x.toml line 2: guard.over' });
  expect(guard!.entries.get('only')).toEqual({ value: ['a'], where: '/etc/x.toml line 3: guard.only' });
});

describe('names file, line and key of', () => {
  const channel = ['[watch]', '[[watch.channel]]'];
  test.each([
    [['watch = 1'], '/etc/x.toml line 1: watch wants a table: write [watch]'],
    [['[watch]', 'forcast = 1'], '/etc/x.toml line 2: watch.forcast is unknown, did you mean forecast?'],
    [['[wach]'], '/etc/x.toml line 1: wach is unknown, did you mean watch?'],
    [['[watch]', 'forecast = -1'], '/etc/x.toml line 2: watch.forecast wants a number from 0 to 1440'],
    [['[watch]', 'samples-up = 1.5'], '/etc/x.toml line 2: watch.samples-up wants a whole number from 1 to 1000'],
    [['[watch]', 'queue = "9"'], '/etc/x.toml line 2: watch.queue wants a whole number from 1 to 100000'],
    [['[watch]', 'channel = "x"'], '/etc/x.toml line 2: watch.channel wants tables: write [[watch.channel]]'],
    [[...channel], '/etc/x.toml line 2: watch.channel has no type: stdout, webhook or command'],
    [
      [...channel, 'type = "mail"'],
      '/etc/x.toml line 3: watch.channel.type "mail" is none of stdout, webhook, command',
    ],
    [[...channel, 'type = "stdout"', 'url = "x"'], '/etc/x.toml line 4: watch.channel.url is unknown'],
    [[...channel, 'type = "webhook"'], '/etc/x.toml line 2: watch.channel is a webhook without a url'],
    [
      [...channel, 'type = "webhook"', 'url = "hooks/secret"'],
      '/etc/x.toml line 4: watch.channel.url is no http or https address',
    ],
    [
      [...channel, 'type = "webhook"', 'url = "ftp://x"'],
      '/etc/x.toml line 4: watch.channel.url is no http or https address',
    ],
    [[...channel, 'type = "webhook"', 'url = "http://a:b@x"'], /channel.url holds a user and password/],
    [
      [...channel, 'type = "webhook"', 'url = "http://x"', 'timeout = 0'],
      /line 5: watch.channel.timeout wants a number from 0.1/,
    ],
    [
      [...channel, 'type = "webhook"', 'url = "http://x"', 'headers = { A = 1 }'],
      '/etc/x.toml line 5: watch.channel.headers.A wants a text',
    ],
    [
      [...channel, 'type = "webhook"', 'url = "http://x"', 'headers = { "a b" = "1" }'],
      /headers.a b is no header of HTTP/,
    ],
    [[...channel, 'type = "command"'], '/etc/x.toml line 2: watch.channel is a command channel without a command'],
    [
      [...channel, 'type = "command"', 'command = "/bin/x y"'],
      '/etc/x.toml line 4: watch.channel.command wants a list of texts: ["…", "…"]',
    ],
    [[...channel, 'type = "command"', 'command = ["x"]'], /line 4: watch.channel.command "x" wants the full path/],
    [
      [...channel, 'type = "stdout"', 'levels = ["lek"]'],
      /line 4: watch.channel.levels "lek" is none of unknown, warn/,
    ],
    [
      [...channel, 'type = "stdout"', ...channel.slice(1), 'type = "stdout"', 'levels = []'],
      /line 6: watch.channel.levels/,
    ],
  ])('%j', (lines, message) => {
    expect(errorOf(...lines)).toEqual(typeof message === 'string' ? message : expect.stringMatching(message));
  });

  test('and never repeats the address of a webhook, which may be a secret', () => {
    for (const url of ['hooks/secret', 'ftp://secret', 'https://a:secret@x'])
      expect(errorOf('[[watch.channel]]', 'type = "webhook"', `url = "${url}"`)).not.toContain('secret');
  });
});
