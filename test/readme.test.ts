import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { renderReadme } from '../src/tools/readme.ts';

it.each(['README.md', 'SECURITY.md'])(
  '%s has the tables that the program is driven by (npm run readme writes them)',
  name => {
    const page = readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
    expect(page).toBe(renderReadme(page));
  },
);
