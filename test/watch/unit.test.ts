import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, test } from 'vitest';
import { unitText, wordsOf } from '../../src/watch/unit.ts';
import { fdtop } from '../support/fdtop.ts';
import { asMallory, homeOfMallory, MALLORY, rootFolder } from '../support/mallory.ts';
import { need, root } from '../support/need.ts';

const NODE = process.execPath;
const program = [NODE, '/usr/lib/fdtop/dist/fdtop.js'] as const;
const execStart = (words: string[]) => /^ExecStart=(.*)$/m.exec(unitText({ program, words, act: null }))![1];

describe('the command line', () => {
  test('is the one that was typed, without --print-unit', () => {
    expect(wordsOf(['watch', '--print-unit', '--interval', '5'])).toEqual(['--interval', '5']);
    expect(wordsOf(['--json', 'watch', '--print-unit'])).toEqual(['--json']);
  });

  test('names files so that they are found from anywhere', () => {
    const typed = ['watch', '--config', 'w.toml', '--proc-root=../p', '--match', 'x', '--print-unit'];
    expect(wordsOf(typed, '/etc/fdtop')).toEqual([
      '--config',
      '/etc/fdtop/w.toml',
      '--proc-root=/etc/p',
      '--match',
      'x',
    ]);
    expect(wordsOf(['watch', '--config', '/a/b'], '/etc')).toEqual(['--config', '/a/b']);
  });

  test('is quoted as systemd wants it', () => {
    expect(execStart(['--match', '^a "b" $x %n \\d', '--json'])).toBe(
      `${NODE} /usr/lib/fdtop/dist/fdtop.js watch --match "^a \\"b\\" $$x %%n \\\\d" --json`,
    );
  });
});

test('has no more rights than it needs', () => {
  const text = unitText({ program, words: [], act: null });
  expect(text).toContain('DynamicUser=yes');
  expect(text).toContain('CapabilityBoundingSet=CAP_SYS_PTRACE CAP_DAC_READ_SEARCH\n');
  expect(unitText({ program, words: [], act: 'recycle' })).toContain('CAP_KILL');
  expect(unitText({ program: [NODE, '/home/x/fdtop.js'], words: [], act: null })).toContain('ProtectHome=read-only');
});

need('systemd')('systemd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-unit-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const analyze = (...args: string[]) => execFileSync('systemd-analyze', args, { encoding: 'utf8', stdio: 'pipe' });

  it.each([null, 'recycle'] as const)('accepts the unit, and finds it safe (--act %s)', act => {
    const file = join(folder, 'fdtop-watch.service');
    writeFileSync(file, unitText({ program, words: ['--match', 'a b'], act }));
    expect(analyze('verify', file)).toBe('');
    const [, exposure] = /exposure level .*: ([\d.]+)/.exec(analyze('security', '--offline=true', '--no-pager', file))!;
    expect(Number(exposure)).toBeLessThan(3.5);
  });
});

need(root, 'util-linux')('what a unit runs', () => {
  test("is to be root's: where another user could change it, the unit says so", async () => {
    const home = homeOfMallory();
    asMallory('echo "warn = 5" >w.toml', home);
    const { stdout } = await fdtop('watch', '--print-unit', '--config', join(home, 'w.toml'));
    expect(stdout).toContain(`# NOT SAFE YET: ${home} belongs to uid ${MALLORY}, not to root. Whoever`);
    const folder = rootFolder();
    writeFileSync(join(folder, 'w.toml'), 'warn = 5\n');
    const { stdout: safe } = await fdtop('watch', '--print-unit', '--config', join(folder, 'w.toml'));
    expect(safe).not.toContain('w.toml belongs');
    expect(safe).not.toContain(`${folder} belongs`);
  });
});
