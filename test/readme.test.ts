import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderReadme } from '../src/tools/readme.ts';

it('has the tables of keys, columns and options that the program is driven by (npm run readme writes them)', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(readme).toBe(renderReadme(readme));
});
