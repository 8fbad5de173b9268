import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const ROOT = new URL('../', import.meta.url);
const text = readFileSync(new URL('CONTRIBUTING.md', ROOT), 'utf8');
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8'));

it('CONTRIBUTING.md names files and folders that are there', () => {
  const paths = [...text.matchAll(/`((?:src|test|examples|\.ci)\/[\w./-]+)`/g)].map(([, path]) => path!);
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter(path => !existsSync(new URL(path, ROOT)))).toEqual([]);
});

it('CONTRIBUTING.md names things that stand in the file beside them', () => {
  const pairs = [...text.matchAll(/`(\w+)`(?:,[^`.]*| (?:and|of) [^`.]*)? in\s+`(src\/[\w./-]+\.tsx?)`/g)];
  expect(pairs.length).toBeGreaterThan(8);
  for (const [, name, path] of pairs) expect(readFileSync(new URL(path!, ROOT), 'utf8'), path).toMatch(`${name}`);
});

it('CONTRIBUTING.md runs scripts that there are', () => {
  for (const [, name] of text.matchAll(/^npm run ([\w:]+)/gm)) expect(scripts).toHaveProperty([name!]);
});
