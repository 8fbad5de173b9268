/** Each fact of `fdtop doctor` that can be made false is. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configFacts } from '../../src/doctor/config.ts';
import { yamaFact } from '../../src/doctor/rights.ts';
import { terminalFacts } from '../../src/doctor/terminal.ts';
import { hasFastFdCount } from '../../src/proc/fd-count.ts';
import { FDTOP, fdtop } from '../support/fdtop.ts';
import { need, root } from '../support/need.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { openTerminal } from '../terminal/terminal.ts';
import { doctor, type Report, within } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'fdtop-doctor-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('here', () => {
  const cache = join(folder, 'cache');
  mkdirSync(join(cache, 'fdtop/compiled'), { recursive: true });
  let here: Report;
  beforeAll(async () => {
    here = await doctor({ env: { TERM: 'xterm', LC_ALL: 'C.UTF-8', XDG_CACHE_HOME: cache } });
  });

  it('nothing is broken, and each proof is one', () => {
    const { exitCode, broken, facts } = here;
    expect(broken).toEqual([]);
    expect(exitCode).toBe(0);
    expect(facts['versions.fdtop']!.value).toMatch(/^\d+\.\d+\.\d+$/);
    expect(facts['versions.node']!.value).toBe(process.versions.node);
    expect(facts['proof.count']!.why).toMatch(/^10 more opened: \d+ -> \d+ listed, /);
    expect(facts['proof.count']!.value).toContain(hasFastFdCount('/proc') ? 'one stat' : 'listing');
    expect(facts['proof.names']!.why).toMatch(/^\d+ of its own, all named$/);
    expect(facts['proof.origins']!.state).toBe('ok');
    expect(facts['proof.pidfd']).toMatchObject({ value: 'by pidfd', state: 'ok' });
  });

  it('is on what is off in the next tests', () => {
    const on = ['cache.folder', 'config.actions', 'config.valid', 'terminal.term', 'terminal.unicode', 'limits.fdtop'];
    for (const id of on) expect(here.facts[id]!.state, id).toBe('ok');
  });

  it('as text: a line for each fact, marked where it is off', async () => {
    const { stdout } = await fdtop('doctor');
    expect(stdout).toMatch(/^fdtop doctor: nothing is broken, \d+ off or not there \(-\)$/m);
    expect(stdout).toMatch(/^- terminal +no \(stdin and stdout are none now/m);
  });
});

describe('in an environment where little works', () => {
  const cache = join(folder, 'open-cache');
  mkdirSync(join(cache, 'fdtop/compiled'), { recursive: true });
  chmodSync(join(cache, 'fdtop/compiled'), 0o777);
  const odd = { TERM: 'pass word', COLORTERM: 'hunter2;', LC_ALL: 'C', NO_COLOR: '1', FDTOP_SECRET: 'hunter2' };
  let poor: Report;
  beforeAll(async () => {
    const args = ['--config', file('read-only.toml', 'read-only = true')];
    const env = { ...odd, PATH: '/nonexistent', XDG_CACHE_HOME: cache, NODE_OPTIONS: '--no-experimental-ffi' };
    poor = await doctor({ env, args });
  });

  it.each([
    ['proof.pidfd'],
    // Root's is in root's own home, whatever the environment names.
    ...(process.geteuid?.() === 0 ? [] : [['cache.folder']]),
    ['config.actions'],
    ['terminal.colours', 'terminal.unicode'],
  ])('%s is off, and nothing is broken', (...ids) => {
    expect(poor.off).toEqual(expect.arrayContaining(ids));
    expect(poor.broken).toEqual([]);
    for (const id of ids) expect(poor.facts[id]!.why, id).not.toBeNull();
  });

  it('no value of it is told, and no home', () => {
    expect(JSON.stringify(poor)).not.toMatch(/hunter2|pass word/);
    expect(JSON.stringify(poor)).not.toContain(`${homedir()}/`);
  });
});

describe('a configuration', () => {
  it('is broken where a value cannot be meant: named by file, line and key, the value left out', async () => {
    const config = file('bad.toml', 'warn = 5\nprometheus = "http://me:hunter2@host/?x"\n');
    const { exitCode, broken, facts } = await doctor({ args: ['--config', config] });
    expect({ exitCode, broken }).toEqual({ exitCode: 1, broken: ['config.valid'] });
    expect(facts['config.valid']!.why).toContain(`${config} line 2: prometheus "..." is no address`);
  });

  it('is broken where there is none of the name asked for', () => {
    const facts = configFacts({}, join(folder, 'none.toml'));
    expect(facts.map(({ state, why }) => [state, why])).toEqual([
      ['ok', 'is not there'],
      ['broken', expect.stringContaining('is not there')],
    ]);
  });
});

describe('the terminal', () => {
  it.each([
    [{ TERM: 'dumb' }, ['terminal.term', 'terminal.colours']],
    [{ TERM: '' }, ['terminal.term', 'terminal.colours']],
    [{ NO_COLOR: '1' }, ['terminal.colours']],
    [{ LC_ALL: 'C' }, ['terminal.unicode']],
    [{}, []],
  ])('with %j has %j off', (env, ids) => {
    const facts = terminalFacts({ TERM: 'xterm', LANG: 'C.UTF-8', ...env });
    const off = facts.filter(({ id, state }) => state === 'off' && !/tty|size/.test(id));
    expect(off.map(({ id }) => id)).toEqual(ids);
  });

  it('is told with its size, and whether that is enough', async () => {
    const terminal = openTerminal({ command: process.execPath, args: [FDTOP, 'doctor'], cols: 39, rows: 60 });
    await terminal.exit;
    expect(terminal.raw()).toMatch(/- size +39x60 \(the screen needs 40x8\)/);
    expect(terminal.raw()).toMatch(/ {2}terminal +yes/);
  });
});

describe('yama', () => {
  it.each([
    [null, false, 'ok'],
    ['0\n', false, 'ok'],
    ['1\n', false, 'off'],
    ['2\n', true, 'ok'],
    ['3\n', true, 'off'],
  ] as const)('ptrace_scope %j with CAP_SYS_PTRACE %s is %s', (text, mayTrace, state) => {
    expect(yamaFact(text, mayTrace).state).toBe(state);
  });
});

need('util-linux')('its own limit of open files', () => {
  it('costs it its speed at 48, and is broken below', async () => {
    const at = (limit: number) => doctor({ through: ['prlimit', `--nofile=${limit}:${limit}`] });
    expect(await at(48)).toMatchObject({ broken: [], facts: { 'limits.fdtop': { state: 'off' } } });
    expect(await at(44)).toMatchObject({ exitCode: 1, broken: ['limits.fdtop'] });
  });
});

need('util-linux', root)('as root in another world', () => {
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'];
  const program = () => [publicNode(), publicPath('dist/fdtop.js')];
  // The home of nobody is none.
  const env = { HOME: '/nonexistent' };

  it('another user does not see all, and has no code cache', async () => {
    const { off, exitCode, facts } = await doctor({ through: asNobody, program: program(), env });
    expect(exitCode).toBe(0);
    expect(off).toEqual(expect.arrayContaining(['rights.root', 'cache.folder']));
    expect(facts['rights.root']!.why).toContain('sudo fdtop');
  });

  it('root without CAP_SYS_PTRACE is told that it is not enough', async () => {
    const { facts } = await doctor({ through: ['setpriv', '--bounding-set=-sys_ptrace'] });
    expect(facts['rights.root']).toMatchObject({
      value: 'root',
      state: 'off',
      why: expect.stringContaining('CAP_SYS_PTRACE'),
    });
    expect(facts['rights.capabilities']!.value).not.toContain('CAP_SYS_PTRACE');
  });

  it('without CAP_SYS_RESOURCE hard limits stay', async () => {
    const { off } = await doctor({ through: ['setpriv', '--bounding-set=-sys_resource'] });
    expect(off).toContain('rights.hard-limit');
  });

  it.each(['hidepid=1', 'hidepid=2'])('/proc with %s hides from another user', async option => {
    const mount = within(`mount -t proc -o ${option} proc /proc`, '--mount', '--pid', '--fork');
    const { facts } = await doctor({ through: [...mount, ...asNobody], program: program(), env });
    expect(facts['rights.hidepid']).toMatchObject({ value: option, state: 'off' });
  });

  it('of a /proc with processes only, files have no names: that is said', async () => {
    const { facts } = await doctor({
      through: within('mount -t proc -o subset=pid proc /proc', '--mount', '--pid', '--fork'),
    });
    expect(facts['rights.hidepid']).toMatchObject({ value: 'hidepid=0, subset=pid', state: 'off' });
    expect(facts['limits.system']!.state).toBe('off');
  });

  it('in a container only its own processes are seen', async () => {
    const { off } = await doctor({ through: within('', '--mount-proc', '--pid', '--fork') });
    expect(off).toContain('rights.namespace');
  });

  it('a system that is nearly out of files is told', async () => {
    const full = file('file-nr', '960\t0\t1000\n');
    const { facts } = await doctor({ through: within(`mount --bind ${full} /proc/sys/fs/file-nr`, '--mount') });
    expect(facts['limits.system']).toMatchObject({ value: '960 of 1,000', state: 'off' });
  });

  it('systemd is there where it runs, and not elsewhere; a distribution without a name has none', async () => {
    const booted = within(
      `mount -t tmpfs tmpfs /run\nmkdir -p /run/systemd/system\nmount --bind /dev/null /etc/os-release`,
      '--mount',
    );
    const { off, facts } = await doctor({ through: booted });
    expect(off).not.toContain('programs.systemd');
    expect(facts['versions.distribution']!.value).toBeNull();
    expect((await doctor({ through: within('mount -t tmpfs tmpfs /run', '--mount') })).off).toContain(
      'programs.systemd',
    );
  });
});
