/** The real shells in a real terminal, with a real Tab. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { COMMANDS, flagsOf, typedName } from '../../src/config/flags.ts';
import { fdtop } from '../support/fdtop.ts';
import { need } from '../support/need.ts';
import { openTerminal } from '../terminal/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-shells-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function scriptOf(shell: string): Promise<string> {
  const { stdout, exitCode } = await fdtop('completion', shell);
  expect(exitCode).toBe(0);
  const file = join(folder, `fdtop.${shell}`);
  writeFileSync(file, `${stdout}\n`);
  return file;
}

const TYPED = [
  ['fdtop dia', 'fdtop diagnose '],
  ['fdtop --once --js', 'fdtop --once --json '],
  ['fdtop kill --si', 'fdtop kill --signal'],
  ['fdtop --color al', 'fdtop --color always '],
  ['fdtop completion zs', 'fdtop completion zsh '],
] as const;

const SHELLS = [
  ['bash', [], ['--norc', '--noprofile', '-i'], 'source FILE'],
  ['zsh', ['zsh'], ['-f', '-i'], 'autoload -U compinit; compinit -u -D; source FILE'],
  ['fish', ['fish'], ['--no-config', '-i'], 'source FILE'],
] as const;

for (const [shell, packages, args, source] of SHELLS) {
  need(...packages)(shell, () => {
    it('completes commands, options and values at a Tab', async () => {
      const file = await scriptOf(shell);
      const env = { PS1: '%% ', HOME: folder, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
      const terminal = openTerminal({ command: shell, args: [...args], env, cwd: folder });
      terminal.write(`${source.replace('FILE', file)}; echo rea''dy\r`);
      await terminal.waitFor(/^ready/m);
      for (const [typed, completed] of TYPED) {
        terminal.write(`\x15${typed}\t`); // Ctrl-U empties the line
        await terminal.waitFor(screen => screen.text().some(line => `${line} `.includes(completed)));
      }
      await terminal.close();
    });
  });
}

need('zsh')('zsh', () => {
  test('shows what an option does', async () => {
    const file = await scriptOf('zsh');
    const terminal = openTerminal({ command: 'zsh', args: ['-f', '-i'], env: { HOME: folder }, rows: 60 });
    terminal.write(`autoload -U compinit; compinit -u -D; source ${file}; echo rea''dy\r`);
    await terminal.waitFor(/^ready/m);
    terminal.write('fdtop kill --\t\t');
    for (const flag of flagsOf('kill')) await terminal.waitFor(`${typedName(flag)} `);
    await terminal.waitFor('look, never touch: no action at all');
    await terminal.close();
  });
});

need('fish')('fish', () => {
  function offers(file: string, line: string): Map<string, string> {
    const text = execFileSync('fish', ['--no-config', '-c', `source ${file}; complete -C ${JSON.stringify(line)}`], {
      encoding: 'utf8',
      env: { ...process.env, HOME: folder },
    });
    return new Map(
      text
        .split('\n')
        .filter(Boolean)
        .map(each => each.split('\t') as [string, string]),
    );
  }

  test('offers all commands with what they do, and the options of each', async () => {
    const file = await scriptOf('fish');
    const commands = COMMANDS.filter(({ name }) => name !== '');
    expect([...offers(file, 'fdtop ')]).toEqual(expect.arrayContaining(commands.map(({ name, help }) => [name, help])));
    for (const { name } of COMMANDS) {
      const options = [...offers(file, `fdtop ${name && `${name} `}--`).keys()];
      expect(options.sort(), name).toEqual(flagsOf(name).map(typedName).sort());
    }
  });
});

describe('another shell', () => {
  test('is refused with the names of those that there are', async () => {
    const { exitCode, stderr } = await fdtop('completion', 'tcsh');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: 'fdtop: completion "tcsh": that is none of bash, zsh, fish',
    });
  });

  test('a config file that is wrong is in the way of none', async () => {
    writeFileSync(join(folder, 'bad.toml'), 'nonsense');
    expect((await fdtop('completion', 'bash', '--config', join(folder, 'bad.toml'))).exitCode).toBe(0);
  });
});
