/** Config files that cannot be meant: the line that is wrong is named, and the exit code of the program is 2. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, it } from 'vitest';
import { configOf } from '../../src/config/config.ts';
import { readConfigFile } from '../../src/config/config-file.ts';
import { UsageError } from '../../src/config/usage-error.ts';
import { fdtop } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-bad-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'x.toml');

const BAD: readonly [what: string, text: string, said: string][] = [
  ['an unknown key', 'warn = 5\n\nlek = 7\n', 'line 3: lek is unknown, did you mean leak?'],
  ['an unknown table', '# x\n[wach]\n', 'line 2: wach is unknown, did you mean watch?'],
  ['an unknown key in a table', '[watch]\nsamples = 3\n', 'line 2: watch.samples is unknown'],
  ['an unknown key of the guard', 'warn = 5\n[guard]\novr = 3\n', 'line 3: guard.ovr is unknown, did you mean over?'],
  ['a wrong type', 'read-only = "yes"\n', 'line 1: read-only wants true or false'],
  ['a wrong type in a table', '[guard]\nover = "many"\n', 'line 2: guard.over wants a whole number from 1 to'],
  ['a value out of bounds', '\ninterval = 0\n', 'line 2: interval "0" is not a number of seconds from 0.1 to 3600'],
  ['values that contradict', 'leak = 5\nwarn = 7\n', `line 1: leak 5 is not above ${file} line 2: warn 7`],
  ['no TOML', 'warn = 5\nleak 7\n', 'line 2: '],
  ['a table that is open', 'warn = 5\n[watch\n', 'line 2: '],
  ['a key given twice', 'warn = 5\nwarn = 6\n', 'line 2: '],
  ['a number that no computer holds', 'warn = 99999999999999999999\n', 'line 1: '],
  ['binary data', '\u0000\u0001\u0002', 'line 1: '],
];

it.each(BAD)('%s', (_, text, said) => {
  const read = () => configOf({}, readConfigFile(file, text));
  expect(read).toThrow(UsageError);
  expect(read).toThrow(`${file} ${said}`);
});

it.each([BAD[0]!, BAD[3]!, BAD.at(-1)!])(
  '%s: the program says so on one line, and exits with 2',
  async (_, text, said) => {
    writeFileSync(file, text);
    const { stdout, stderr, exitCode } = await fdtop('--once', '--config', file);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(`fdtop: ${file} ${said}`);
    expect(stderr.split('\n')).toHaveLength(1);
  },
);

need('util-linux', root)('a file that may not be read', () => {
  it('is named, with the reason', async () => {
    const secret = join(folder, 'secret.toml');
    writeFileSync(secret, 'warn = 5\n');
    chmodSync(folder, 0o755);
    chmodSync(secret, 0o600);
    const args = ['--reuid=65534', '--regid=65534', '--clear-groups', publicNode(), publicPath('dist/fdtop.js')];
    const options = { reject: false, stdin: 'ignore' } as const;
    const { stderr, exitCode } = await execa('setpriv', [...args, '--once', '--config', secret], options);
    expect({ stderr, exitCode }).toEqual({
      exitCode: 2,
      stderr: `fdtop: ${secret} may not be read by you`,
    });
  });
});
