import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { DeliveryError } from '../../src/watch/channel.ts';
import { command, environmentOf } from '../../src/watch/command.ts';
import { isAlive } from '../support/processes.ts';
import { waitUntil } from '../support/wait.ts';
import { eventOf } from './events.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-command-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function script(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return file;
}
const never = new AbortController().signal;
const failureOf = (run: Promise<void>) =>
  run.then(
    () => null,
    (error: unknown) => {
      expect(error).toBeInstanceOf(DeliveryError);
      return error as DeliveryError;
    },
  );

test('gets its arguments as they are and the event in its environment; no shell looks at them', async () => {
  const out = join(folder, 'out');
  const program = script('show', `printf '%s|' "$@" > ${out}; env | grep ^FDTOP_ | sort >> ${out}`);
  await command({ command: [program, 'a b', '$(id)', '; exit 1'], timeoutSeconds: 5 })(eventOf(), never);
  const text = readFileSync(out, 'utf8');
  expect(text).toMatch(/^a b\|\$\(id\)\|; exit 1\|/);
  for (const line of [
    'FDTOP_EVENT=alert',
    'FDTOP_LEVEL=leak',
    'FDTOP_PID=7',
    'FDTOP_FDS=12345',
    'FDTOP_LIMIT_SOFT=65536',
  ])
    expect(text.split(/[|\n]/)).toContain(line);
  expect(text).toContain('FDTOP_SECONDS_TO_LIMIT=\n');
  expect(environmentOf(eventOf())).toMatchObject({ FDTOP_HOST: 'web1', FDTOP_TEXT: expect.stringContaining('leaks') });
});

test('that fails says why, and is tried again', async () => {
  const failed = await failureOf(
    command({ command: [script('no', 'echo no such room >&2; exit 3')], timeoutSeconds: 5 })(eventOf(), never),
  );
  expect(failed).toMatchObject({ message: 'exit 3: no such room', refused: true });
  const missing = await failureOf(command({ command: [join(folder, 'none')], timeoutSeconds: 5 })(eventOf(), never));
  expect(missing!.message).toMatch(/^there is no .*none that may be executed/);
});

test('that does not end is killed, with all that it has started', async () => {
  const out = join(folder, 'pids');
  const program = script('slow', `sleep 60 & echo $! > ${out}; trap '' TERM; wait`);
  const failed = await failureOf(command({ command: [program], timeoutSeconds: 0.5 })(eventOf(), never));
  expect(failed!.message).toBe('did not end within 0.5 s and was killed');
  const child = Number(readFileSync(out, 'utf8'));
  await waitUntil('the end of its child', () => !isAlive(child));
});

test('that prints without end is not kept', async () => {
  const program = script('loud', 'yes >&2');
  const failed = await failureOf(command({ command: [program], timeoutSeconds: 20 })(eventOf(), never));
  expect(failed).not.toBeNull();
  expect(failed!.message.length).toBeLessThan(400);
});
