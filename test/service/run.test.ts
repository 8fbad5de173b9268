import { expect, test } from 'vitest';
import { foreign } from '../../src/model/foreign.ts';
import { programAt, type TrustedProgram } from '../../src/platform/find-program.ts';
import type { ProgramName } from '../../src/platform/programs.ts';
import { journalCommand, logLines } from '../../src/service/journal.ts';
import { type AskOptions, run } from '../../src/service/run.ts';
import { unitCommand } from '../../src/service/systemd.ts';
import { parseLimit } from '../../src/service/unit-service.ts';

const trusted = (path: string): TrustedProgram => programAt(path)!;
const sh = (script: string, options: Partial<AskOptions> = {}) =>
  run([trusted('/bin/sh'), '-c', script], { timeoutMs: 10_000, ...options });

test('a program that succeeds', async () => {
  expect(await sh('echo out; echo err >&2')).toEqual({
    ok: true,
    stdout: foreign('out\n'),
    stderr: foreign('err\n'),
    words: '',
    denied: false,
    missing: false,
  });
});

test('its words on one line, safe to print, and on stdout only where it speaks there', async () => {
  const script = "echo said; printf 'Job failed\\n\\033[2Jsee status\\n' >&2; exit 5";
  expect(await sh(script)).toMatchObject({
    ok: false,
    words: 'Job failed \ufffd[2Jsee status (exit 5)',
    denied: false,
  });
  const { words } = await sh(script, { speaksOnStdout: true });
  expect(words).toMatch(/said \(exit 5\)$/);
});

test.each([
  'Failed to restart gunicorn.service: Access denied',
  'Failed to restart gunicorn.service: Interactive authentication required.',
  "error: <class 'PermissionError'>, [Errno 13] Permission denied: file: x line: 1",
  'permission denied while trying to connect to the Docker daemon socket',
])('%s: this user may not', async text => {
  expect((await sh('echo "$0" >&2; exit 1'.replace('$0', text))).denied).toBe(true);
});

test('a program that is not there, and one that takes too long', async () => {
  expect(await run(['no-such-program' as ProgramName, 'x'], { timeoutMs: 1000 })).toMatchObject({
    ok: false,
    missing: true,
    words: 'there is no no-such-program on this machine',
  });
  const { words } = await run([trusted('/bin/sleep'), '60'], { timeoutMs: 200 });
  expect(words).toMatch(/^\/bin\/sleep 60 did not end within 0.2 s and was ended; what it began may go on/);
});

test('it cannot ask for a password: there is no stdin and no terminal', async () => {
  expect(await sh('read -r line || echo none; (: </dev/tty) 2>/dev/null || echo "no terminal"')).toMatchObject({
    stdout: foreign('none\nno terminal\n'),
  });
});

test('the commands for a unit of the system, of oneself, and of another user', () => {
  const unit = 'gunicorn.service';
  const own = process.getuid!();
  expect(unitCommand('restart', { unit, uid: null })).toEqual(['systemctl', '--no-ask-password', 'restart', unit]);
  expect(unitCommand('reload', { unit, uid: own })).toEqual([
    'systemctl',
    '--user',
    '--no-ask-password',
    'reload',
    unit,
  ]);
  expect(unitCommand('restart', { unit, uid: own + 1 })).toContain(`${own + 1}@`);
  expect(journalCommand({ unit, uid: null })).toEqual([
    'journalctl',
    '-u',
    unit,
    '-n',
    '120',
    '--no-pager',
    '-o',
    'cat',
  ]);
  expect(journalCommand({ unit, uid: own })).toContain('--user');
  expect(journalCommand({ unit, uid: own + 1 })).toContain(`_SYSTEMD_USER_UNIT=${unit}`);
});

test('the last lines of a log', () => {
  expect(logLines('1\n2\n3\n\n4\n5\n\u001b[31m6\n')).toEqual(['2', '3', '4', '5', '\ufffd[31m6']);
  expect(logLines('-- No entries --\n')).toEqual([]);
  const trace =
    'RuntimeError: one\n  File "x", line 1\nshop.errors.NotFound: no\nImportError: two\nsys.exit(main())\n2\n3\n4\n5\n';
  expect(logLines(trace)).toEqual(['ImportError: two', '2', '3', '4', '5']);
  expect(logLines('1\nError: x\n3\n4\n')).toEqual(['1', 'Error: x', '3', '4']);
});

test.each([
  ['1024', 1024],
  ['infinity', Number.POSITIVE_INFINITY],
  ['', null],
  [undefined, null],
])('LimitNOFILESoft=%s', (text, limit) => {
  expect(parseLimit(text)).toBe(limit);
});
