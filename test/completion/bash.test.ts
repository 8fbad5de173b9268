/** What bash itself makes of the completions: the words as it splits them, and what it would offer. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { bashCompletion } from '../../src/completion/bash.ts';
import { COMMANDS, flagsOf, typedName } from '../../src/config/flags.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-bash-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const script = join(folder, 'fdtop');
writeFileSync(script, bashCompletion());
mkdirSync(join(folder, 'a folder'));
writeFileSync(join(folder, 'a file.toml'), '');

function bash(code: string, ...args: string[]): string {
  return execFileSync('bash', ['--norc', '--noprofile', '-uc', code, 'bash', script, ...args], {
    encoding: 'utf8',
    cwd: folder,
  });
}

/** The offers for these words, the last of which is being typed. */
function offers(...words: string[]): string[] {
  const offered = ['printf "%s\\n" "$', '{COMPREPLY[@]}"'].join('');
  const code = `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _fdtop; ${offered}`;
  return bash(code, ...words)
    .split('\n')
    .filter(Boolean);
}

test('bash completes fdtop by it', () => {
  expect(bash('source "$1"; complete -p fdtop')).toBe('complete -F _fdtop fdtop\n');
});

test('offers all commands, and those that begin so', () => {
  expect(offers('fdtop', '')).toEqual(COMMANDS.map(({ name }) => name).filter(Boolean));
  expect(offers('fdtop', 're')).toEqual(['recycle', 'reload', 'restart', 'record', 'replay']);
});

describe('offers the options of', () => {
  it.each(COMMANDS.map(({ name }) => name))('fdtop %s', name => {
    expect(offers('fdtop', ...(name ? [name] : []), '--').sort()).toEqual(flagsOf(name).map(typedName).sort());
  });
});

test.each([
  [
    ['fdtop', '--color', ''],
    ['auto', 'always', 'never'],
  ],
  [['fdtop', '--color', '=', 'al'], ['always']],
  [
    ['fdtop', '--color', '='],
    ['auto', 'always', 'never'],
  ],
  [['fdtop', 'kill', '--signal', 'T'], ['TERM']],
  [['fdtop', '--warn', ''], []],
  [
    ['fdtop', '--config', 'a'],
    ['a file.toml', 'a folder'],
  ],
  [
    ['fdtop', 'replay', 'a'],
    ['a file.toml', 'a folder'],
  ],
  [['fdtop', '--proc-root', 'a'], ['a folder']],
  [
    ['fdtop', 'completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['fdtop', 'check', ''], []],
  [['fdtop', '--interval', '2', 'check', '--gro'], ['--growth']],
])('%j', (words, expected) => {
  expect(offers(...words).sort()).toEqual([...expected].sort());
});
