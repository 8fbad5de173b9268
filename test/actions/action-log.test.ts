/** Actions are written down, whatever becomes of them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import * as os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type ActionRecord, actionLogFile } from '../../src/actions/action-log.ts';
import { done, failed } from '../../src/actions/outcome.ts';
import { perform } from '../../src/actions/perform.ts';

vi.mock('node:os', { spy: true });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'fdtop-log-'));
  vi.spyOn(process, 'geteuid').mockReturnValue(1000);
  vi.stubEnv('XDG_STATE_HOME', folder);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const record: ActionRecord = {
  action: 'kill',
  processes: [{ pid: 12, startTime: 120, ppid: 10 }],
  instance: 'gunicorn.service (shop)',
  options: { signal: 'SIGTERM' },
};
const lines = () =>
  readFileSync(actionLogFile(), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
const ignore = () => {};

test('root writes to /var/log', () => {
  vi.mocked(process.geteuid!).mockReturnValue(0);
  expect(actionLogFile()).toBe('/var/log/fdtop/actions.log');
});

test('one line each: who, what, whom, and what came of it', async () => {
  expect(await perform(record, async () => done('12 gone'), ignore)).toEqual(done('12 gone'));
  await perform({ ...record, action: 'restart' }, async () => failed('no'), ignore);
  expect(lines()).toMatchObject([
    {
      action: 'kill',
      processes: record.processes,
      instance: record.instance,
      options: record.options,
      ok: true,
      outcome: '12 gone',
    },
    { action: 'restart', ok: false, outcome: 'no' },
  ]);
  expect(Date.parse(lines()[0].time)).toBeGreaterThan(Date.now() - 60_000);
  expect(lines()[0]).toMatchObject({ uid: process.getuid!(), user: expect.any(String) });
  expect(statSync(actionLogFile()).mode & 0o007).toBe(0);
});

test('an action that throws is a failure that says how far it was', async () => {
  const act = async (tell: (text: string) => void) => {
    tell('TERM sent to 12');
    throw new Error('out of memory');
  };
  const outcome = await perform(record, act, ignore);
  expect(outcome).toEqual(failed('out of memory; the last that was seen: TERM sent to 12'));
  expect(lines()[0].outcome).toBe(outcome.text);
});

test('Ctrl-C ends the waiting and says what was done so far', async () => {
  const interrupt = new AbortController();
  const act = (tell: (text: string) => void) => {
    tell('2 of 5 replaced');
    interrupt.abort();
    return new Promise<never>(() => {});
  };
  const outcome = await perform(record, act, ignore, interrupt.signal);
  expect(outcome).toEqual(failed('interrupted, not undone: 2 of 5 replaced'));
  expect(lines()).toHaveLength(1);
});

test('what cannot be written down is done all the same, and that is said', async () => {
  vi.stubEnv('XDG_STATE_HOME', '/proc/nowhere');
  const outcome = await perform(record, async () => done('12 gone'), ignore);
  expect(outcome.ok).toBe(true);
  expect(outcome.text).toMatch(/^12 gone \(not logged: cannot write \/proc\/nowhere\/fdtop\/actions\.log: .+\)$/);
});

test('nor a user without a home: what came of it is told all the same', async () => {
  vi.stubEnv('XDG_STATE_HOME', '');
  vi.mocked(os.homedir).mockImplementationOnce(() => {
    throw new Error('uv_os_homedir returned ENOENT');
  });
  const { ok, text } = await perform(record, async () => done('12 gone'), ignore);
  expect(ok).toBe(true);
  expect(text).toMatch(/^12 gone \(not logged: .*this user has no home/);
});

test('whatever names hold, it is one line, of which a terminal obeys nothing', async () => {
  const evil = 'shop\n{"action":"kill","ok":true}\r\u0085\u2028\u2029\x1b]0;x\x07\x9b31m\u202egnp\u2066\u200b';
  const odd = { ...record, instance: evil, options: { unit: evil, list: [evil, 1, null] } };
  await perform(odd, async () => failed(`not ${evil}`), ignore);
  vi.stubEnv('SUDO_USER', evil);
  await perform(odd, async () => done(evil), ignore);
  const text = readFileSync(actionLogFile(), 'utf8');
  expect(text.split(/[\n\r\u0085\u2028\u2029]/)).toHaveLength(3);
  expect(text).not.toMatch(/[^\n\P{Cc}]|\p{Cf}/u);
  expect(lines()).toMatchObject([
    { action: 'kill', ok: false, options: { list: [expect.stringMatching(/^shop /), 1, null] } },
    { action: 'kill', ok: true, sudoUser: expect.stringMatching(/^shop /) },
  ]);
});

test('a log that is a link to something else is not followed', async () => {
  mkdirSync(join(folder, 'fdtop'));
  symlinkSync(join(folder, 'victim'), actionLogFile());
  const { text } = await perform(record, async () => done('12 gone'), ignore);
  expect(text).toMatch(/not logged: .*actions\.log is a link, which is not followed\)$/);
});
