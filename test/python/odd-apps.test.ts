/** Apps that are unlike the examples: the lines are right, or it is said that they may not be. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Origin, Origins } from '../../src/model/origin.ts';
import { printable } from '../../src/model/printable.ts';
import { readOrigins } from '../../src/python/read-origins.ts';
import { registerChild } from '../support/cleanup.ts';
import { marksOf } from './marks.ts';

const APPS = fileURLToPath(new URL('../support/apps/', import.meta.url));
const marks = marksOf('odd');
/** Windows' line ends, and an encoding that is not UTF-8. */
const LATIN = `# -*- coding: latin-1 -*-
from . import views
NI\xd1OS = []
def leak(_):
    NI\xd1OS.append(views.connect())
`.replaceAll('\n', '\r\n');

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'mi app \x1b[31m-'));
  cpSync(join(APPS, 'odd'), join(dir, 'odd'), { recursive: true });
  cpSync(join(APPS, 'odd_process.py'), join(dir, 'odd_process.py'));
  writeFileSync(join(dir, 'odd/latin.py'), LATIN, 'latin1');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function startOdd() {
  const child = spawn('/usr/bin/python3', ['-B', 'odd_process.py'], { cwd: dir, stdio: ['pipe', 'pipe', 'inherit'] });
  const stop = registerChild(child);
  const lines = createInterface({ input: child.stdout! });
  await once(lines, 'line');
  const read = () => readOrigins({ procRoot: '/proc', pid: child.pid!, startTime: null, limits: { seconds: 20 } });
  const leak = async (kind: string) => {
    const done = once(lines, 'line');
    child.stdin!.write(`${kind} 40\n`);
    await done;
  };
  return { read, leak, stop };
}

/** The origin of a leak with this name in it. */
function originBy(name: string, { groups }: Origins): Origin {
  const found = groups.flatMap(({ origins }) => origins).find(({ heldBy }) => heldBy.includes(name));
  if (!found) throw new Error(`nothing is held by ${name} in ${JSON.stringify(groups, null, 1)}`);
  return found;
}

const place = (line: Origin['openedAt']) => line && `${line.file}:${line.line}`;
const inShort = ({ heldBy, openedAt, storedAt, confidence }: Origin) => ({
  ...{ heldBy, confidence },
  opened: place(openedAt),
  stored: place(storedAt),
});

const CASES = [
  { kind: 'partial', heldBy: 'odd.views.CALLBACKS', opened: 'partial', confidence: 'high' },
  { kind: 'named', heldBy: 'odd.views.NAMED', opened: 'named', confidence: 'high' },
  { kind: 'queued', heldBy: 'odd.views.QUEUE', opened: 'connect', confidence: 'high' },
  { kind: 'grown', heldBy: 'odd.views.GROWN', opened: 'connect', confidence: 'high' },
  { kind: 'attributed', heldBy: 'odd.views.attributed.socks', opened: 'connect', confidence: 'high' },
  { kind: 'wrapped', heldBy: 'odd.views.wrapped (closure)', opened: 'wrapped', confidence: 'medium' },
  { kind: 'unknown', heldBy: 'odd.views.SENT', opened: 'unknown', confidence: 'medium' },
] as const;

test.each(CASES)('$kind', async ({ kind, heldBy, opened, confidence }) => {
  const { read, leak, stop } = await startOdd();
  await leak(kind);
  const found = inShort(originBy(heldBy, await read()));
  expect(found).toEqual({ heldBy, confidence, opened: marks('opened', opened), stored: marks('stored', kind) });
  await stop();
});

test.each([
  ['shared', 'odd.keepers.KEPT'],
  ['branched', 'odd.views.BRANCHED'],
  ['renewed', 'odd.views.RENEWED'],
])('%s: a line that another one may have opened as well is not told as sure', async (kind, heldBy) => {
  const { read, leak, stop } = await startOdd();
  await leak(kind);
  const origin = originBy(heldBy, await read());
  expect(inShort(origin)).toMatchObject({ confidence: 'medium', stored: marks('stored', kind) });
  expect(origin.why).toContain('1 other line may as well have opened them');
  await stop();
});

test('a source that is not UTF-8 is read as it says that it is; one that has changed, or is gone, is told', async () => {
  const { read, leak, stop } = await startOdd();
  await leak('latin');
  const holder = { heldBy: 'odd.latin.NIÑOS' };
  const lines = { opened: marks('opened', 'connect'), stored: 'odd/latin.py:5' };
  const first = await read();
  expect(inShort(originBy('latin', first))).toEqual({ ...holder, ...lines, confidence: 'high' });
  // Within a second of its start a process may still load its source.
  await sleep(1100);
  appendFileSync(join(dir, 'odd/latin.py'), '# deployed\r\n');
  const changed = originBy('latin', await read());
  expect(inShort(changed)).toEqual({ ...holder, ...lines, confidence: 'medium' });
  expect(changed.why).toContain('odd/latin.py has changed since it was loaded: the lines may have moved');
  rmSync(join(dir, 'odd'), { recursive: true });
  const gone = originBy('latin', await read());
  expect(inShort(gone)).toEqual({ ...holder, opened: null, stored: null, confidence: 'low' });
  expect(gone.why).toBe(
    `the heap says who holds it; its source cannot be read: ${printable(join(dir, 'odd/latin.py'))}`,
  );
  await stop();
});

test('names that are no names are made safe to print', async () => {
  const { read, leak, stop } = await startOdd();
  await leak('hostile');
  const origins = await read();
  expect(originBy('HOSTILE', origins).container).toEqual({ type: 'list', length: 40 });
  const texts: string[] = [];
  JSON.stringify(origins, (_, value) => {
    if (typeof value === 'string') texts.push(value);
    return value;
  });
  expect(texts.filter(text => /\p{Cc}/u.test(text))).toEqual([]);
  await stop();
});
