/** The man page as man, groff and mandoc read it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { COMMANDS, FLAGS, typedName } from '../../src/config/flags.ts';
import { manual } from '../../src/tools/manual.ts';
import { literal } from '../../src/tools/roff.ts';
import { COLUMNS } from '../../src/ui/columns.ts';
import { keyTitle, TABLE_KEYS } from '../../src/ui/keys.ts';
import { need } from '../support/need.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-man-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function page(text: string): string {
  const file = join(folder, 'fdtop.1');
  writeFileSync(file, text);
  return file;
}

/** As it is read: without the backspaces that make letters bold. */
function rendered(text: string): string {
  const args = ['-man', '-Tutf8', '-rLL=200n', '-P-cbou', page(text)];
  return execFileSync('groff', args, { encoding: 'utf8' });
}

need('man-db')('the man page', () => {
  it('is read by man without a warning', () => {
    const { status, stderr } = spawnSync('man', ['--warnings', '-E', 'UTF-8', '-l', page(manual('1.2.3'))], {
      encoding: 'utf8',
      env: { ...process.env, MANPAGER: 'cat', MANWIDTH: '80' },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('has every command, option, key and column of the tables, with what they do', () => {
    const text = rendered(manual('1.2.3'));
    const words = text.replace(/\s+/g, ' ');
    for (const { name, help } of COMMANDS.slice(1)) {
      expect(words).toContain(`fdtop ${name}`);
      expect(words).toContain(help);
    }
    for (const flag of FLAGS)
      expect(words).toContain([typedName(flag), flag.value, flag.help].filter(Boolean).join(' '));
    for (const { keys, help } of TABLE_KEYS) expect(words).toContain(`${keys.map(keyTitle).join(', ')} ${help}`);
    for (const { id, title, help } of COLUMNS) expect(words).toContain(`${title} (${id}) ${help}`);
    expect(text).toContain('fdtop 1.2.3');
  });

  it('prints whatever a text holds as it is, and obeys none of it', () => {
    const odd = [".TH it's", "'br", 'a\\fBb\\(mu\\', '--x-y `z` ~ ^ "q" |', 'Ende … → ✓ ü'];
    const text = rendered(`.TH X 1\n.nf\n${odd.map(literal).join('\n')}\n.fi\n`);
    for (const line of odd) expect(text.split('\n').map(each => each.trim())).toContain(line);
  });
});

need('mandoc')('mandoc', () => {
  it('has nothing to say against it', () => {
    const { stdout } = spawnSync('mandoc', ['-Tlint', '-Wwarning', page(manual('1.2.3'))], { encoding: 'utf8' });
    expect(stdout).toBe('');
  });
});
