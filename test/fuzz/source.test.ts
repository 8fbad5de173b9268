/** The facts of Python sources that anybody may have written: what nests without end, and what is no Python at all. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Budget } from '../../src/python/budget.ts';
import { ProcessFiles } from '../../src/python/process-files.ts';
import { AppSource } from '../../src/python/source/app-source.ts';
import { pythonParser } from '../../src/python/source/parser.ts';
import { readFacts } from '../../src/python/source/read-facts.ts';
import { cpuSeconds, expectPrintable, fuzz, withinLimit } from './fuzz.ts';

const parser = await pythonParser();
const folder = mkdtempSync(join(tmpdir(), 'fdtop-fuzz-source-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const source = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const SAMPLE = `import socket, os.path as p
from http.client import HTTPConnection as H, HTTPSConnection
POOL = []
class Client(Base, metaclass=M):
    def __init__(self, *args, key=None):
        self.conn = H('example', timeout=5)
        POOL.append(self.conn); setattr(self, 'x', open('f'))
    @functools.lru_cache(maxsize=None)
    def get(self, a, (b, c)=3): return [open(x) for x in a if x]
    def close(self): self.conn.close(); del POOL[0]
async def f():
    async with open('x') as f, g() as (a, b): yield await f
    a, self.b = b, c = lambda x: socket.socket()
    POOL['x'] += [f]; heapq.heappush(POOL, f)
    if (y := f()): print(f"{y!r:>{w}}")
for s.x in POOL.pop(): pass
`;
const words = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  '\n',
  '\n    ',
  'def f',
  'class A',
  'lambda: ',
  'x',
  '.',
  'a.',
  'f(',
  '+',
  'not ',
  '=',
  ':=',
  ',',
  '"',
  '"""',
  "f'{",
  '@',
  'import ',
  'from . import ',
  'with open(x) as ',
  'await ',
  'yield ',
  '*',
  'if x else ',
  'del a[',
  'self.x = ',
  '\t',
  '\\\n',
  '#',
  'return ',
];

function factsOf(text: string) {
  const tree = parser.parse(text)!;
  try {
    return readFacts(tree.rootNode, '/srv/app.py', 'app', text);
  } finally {
    tree.delete();
  }
}

fuzz('readFacts', {
  samples: [SAMPLE, source('src/demo/leaky_app.py'), source('test/fixtures/open_everything.py')],
  words,
  parse: factsOf,
  holds(facts, text) {
    const lines = text.split('\n').length;
    const places = [...facts.assignments, ...facts.stores, ...facts.removals, ...facts.calls, ...facts.functions];
    expect(places.filter(({ line }) => !(line >= 1 && line <= lines))).toEqual([]);
    const scopes = [...places, ...facts.returns].map(({ scope }) => scope.function);
    expect(scopes.filter(id => id !== null && !facts.functions[id])).toEqual([]);
  },
  most: 400,
  share: 0.2,
  longestPumped: 8192,
});

test.each([
  '(',
  '[',
  'a.',
  'f(',
  'not ',
  'x+',
  'x = ',
  'lambda: ',
  'f().',
  'x[0].',
  '-',
  'await ',
  '{1:',
  '"a" + ',
  'x if y else ',
])('%j 20,000 times is no reason to fail', again => {
  const text = `${again.repeat(20_000)}x\nPOOL.append(open("f"))\n`;
  const start = cpuSeconds();
  withinLimit(() => factsOf(text));
  expect(cpuSeconds() - start).toBeLessThan(10);
});

test('AppSource gives lines that are safe to print, whatever the files are', () => {
  mkdirSync(join(folder, '5/root/srv'), { recursive: true });
  symlinkSync('/srv', join(folder, '5/cwd'));
  const evil = `# \x1b]0;owned\x07\nPOOL.append(open("\u202e"))\n`;
  writeFileSync(join(folder, '5/root/srv/app.py'), evil);
  writeFileSync(join(folder, '5/root/srv/deep.py'), `${'(('.repeat(50_000)}\nopen("x")\n`);
  using files = new ProcessFiles(folder, 5);
  const app = new AppSource({ files }, new Map(), parser, new Budget());
  withinLimit(() => {
    for (const facts of app.with('open')) {
      for (const { line } of facts.calls) {
        const { file, text } = app.line(facts, line);
        expectPrintable(file + text);
      }
    }
  });
  expect(app.module('app')?.calls.map(({ callee }) => callee)).toEqual(['POOL.append', 'open']);
});
