import { describe, expect, test } from 'vitest';
import { gunicornClaim, mayEmbedGunicorn } from '../../src/gunicorn/claim.ts';
import { foreign } from '../../src/model/foreign.ts';
import { facts, titled } from './facts.ts';

const BEAT = { name: 'wgunicorn-ab12cd', beats: true };

describe('a titled process', () => {
  test.each([
    ['gunicorn: master [shop:app]', 'master', 'shop:app'],
    ['gunicorn: worker [shop:app]', 'worker', 'shop:app'],
    ['gunicorn: master [shop:app.2]', 'master', 'shop:app.2'],
    ['gunicorn: dirty-arbiter', 'dirty-arbiter', null],
    ['gunicorn: dirty-worker [shop]', 'dirty-worker', 'shop'],
    ['gunicorn: master', 'master', null],
    ['gunicorn: worker []', 'worker', ''],
    ['gunicorn: master [a [b] c]', 'master', 'a [b] c'],
    ['gunicorn: worker [two\nlines \x1b[2J]', 'worker', 'two\nlines \x1b[2J'],
  ])('%j is known by its title', (title, role, name) => {
    expect(gunicornClaim(titled(100, 1, title))).toEqual({
      titledRole: role,
      name: name === null ? null : foreign(name),
      matched: false,
    });
  });

  test('keeps as much of its name as the room for the title left', () => {
    expect(gunicornClaim(titled(100, 1, 'gunicorn: master [a-very-long-na'))?.name?.raw).toBe('a-very-long-na');
  });

  test.each(['gunicorn: mastermind', 'gunicorn: worker-bee [x]', 'gunicorn:master [x]', 'x gunicorn: master [x]', ''])(
    '%j is no title of Gunicorn',
    title => {
      expect(gunicornClaim(titled(100, 1, title))).toBeNull();
    },
  );
});

describe('a process that runs Gunicorn under its own arguments', () => {
  test.each<[string, string[]]>([
    ['the script', ['/usr/bin/python3', '/usr/bin/gunicorn', 'shop:app']],
    ['gunicorn3 of old distributions', ['/usr/bin/python3', '/usr/bin/gunicorn3', 'shop:app']],
    ['a virtualenv', ['/srv/shop/venv/bin/python', '/srv/shop/venv/bin/gunicorn', '-w', '4', 'shop:app']],
    ['a path with spaces', ['/srv/my shop/bin/python3.11', '/srv/my shop/bin/gunicorn', 'shop:app']],
    ['pypy', ['pypy3', '/opt/pypy/bin/gunicorn', 'shop:app']],
    ['pypy with its version', ['/opt/pypy/bin/pypy3.10', '/opt/pypy/bin/gunicorn', 'shop:app']],
    ['free-threaded Python', ['/usr/bin/python3.14t', '/usr/bin/gunicorn', 'shop:app']],
    ['debug Python', ['/usr/bin/python3.11-dbg', '/usr/bin/gunicorn', 'shop:app']],
    ['the module', ['python3', '-m', 'gunicorn', 'shop:app']],
    ['the module, in one word', ['python3', '-mgunicorn', 'shop:app']],
    ['the module behind other letters', ['python3', '-Im', 'gunicorn', 'shop:app']],
    ['the module of the script', ['python3', '-m', 'gunicorn.app.wsgiapp', 'shop:app']],
    ['-u', ['python3', '-u', '/usr/bin/gunicorn', 'shop:app']],
    ['-X dev', ['python3', '-X', 'dev', '-m', 'gunicorn', 'shop:app']],
    ['-Xtracemalloc, which has a c in it', ['python3', '-Xtracemalloc=25', '-m', 'gunicorn', 'shop:app']],
    ['-W ignore', ['python3', '-W', 'ignore', '/usr/bin/gunicorn', 'shop:app']],
    ['-Wonce, which has a c in it', ['python3', '-Wonce', '/usr/bin/gunicorn', 'shop:app']],
    ['-W with a category', ['python3', '-Wignore::DeprecationWarning', '-m', 'gunicorn', 'shop:app']],
    ['many letters, the last with a value', ['python3', '-uOOW', 'error', '/usr/bin/gunicorn', 'shop:app']],
    ['--check-hash-based-pycs', ['python3', '--check-hash-based-pycs', 'never', '-m', 'gunicorn', 'shop:app']],
    ['the script itself (a frozen program)', ['/opt/shop/gunicorn', 'shop:app']],
    ['a wrapper of NixOS', ['/nix/store/x/bin/python3', '/nix/store/x/bin/.gunicorn-wrapped', 'shop:app']],
  ])('is found with %s', (_, argv) => {
    expect(gunicornClaim(facts({ argv }))).toEqual({ titledRole: null, name: foreign('shop:app'), matched: false });
  });

  test('is found by comm, when its interpreter is none that is known', () => {
    const argv = ['/opt/strange/interpreter', '/usr/bin/gunicorn', 'shop:app'];
    expect(gunicornClaim(facts({ argv, comm: 'gunicorn' }))?.name?.raw).toBe('shop:app');
    expect(gunicornClaim(facts({ argv, comm: 'interpreter' }))).toBeNull();
  });
});

describe('what is not Gunicorn', () => {
  test.each<[string, string[]]>([
    ['its control client', ['/usr/bin/python3', '/usr/bin/gunicornc', 'show', 'stats']],
    ['its control client as a module', ['python3', '-m', 'gunicorn.ctl']],
    ['an editor', ['vim', 'gunicorn.conf.py']],
    ['an editor of the script itself', ['vim', '/usr/bin/gunicorn']],
    ['a grep', ['grep', 'gunicorn']],
    ['a grep for the title', ['grep', 'gunicorn: master [shop:app]']],
    ['a tail of its log', ['tail', '-f', '/var/log/gunicorn.log']],
    ['a shell that starts it', ['bash', '-c', 'gunicorn shop:app']],
    ['a login shell', ['-bash', 'gunicorn']],
    ['a shell script of its name', ['/bin/sh', '/usr/local/bin/gunicorn', 'shop:app']],
    ['busybox', ['/bin/busybox', 'gunicorn']],
    ['Django', ['python', 'manage.py', 'runserver']],
    ['a script of another name', ['python3', 'run_gunicorn.py']],
    ['a program that is only called gunicorn', ['python3', 'app.py', 'gunicorn', '-m', 'gunicorn']],
    ['code on the command line', ['python3', '-c', 'import gunicorn', '-m', 'gunicorn']],
    ['code on the command line, in one word', ['python3', '-Iccode', '/usr/bin/gunicorn']],
    ['code from stdin', ['python3', '-', '/usr/bin/gunicorn']],
    ['another module', ['python3', '-m', 'gunicorn_helper', 'gunicorn']],
    ['a module without a name', ['python3', '-m']],
    ['pip', ['python3', '-m', 'pip', 'install', 'gunicorn']],
    ['Python alone', ['python3']],
    ['sudo', ['sudo', 'gunicorn', 'shop:app']],
    ['strace', ['strace', '-f', 'gunicorn', 'shop:app']],
    ['poetry', ['/usr/bin/python3', '/usr/bin/poetry', 'run', 'gunicorn', 'shop:app']],
    ['fdtop', ['node', '/usr/bin/fdtop', '--match', 'gunicorn']],
    ['python-config, which is no Python', ['python3-config', 'gunicorn']],
    ['a kernel thread', []],
  ])('%s', (_, argv) => {
    expect(gunicornClaim(facts({ argv, comm: (argv[0] ?? 'kthreadd').slice(0, 15) }))).toBeNull();
  });

  test('a shell is none even where it holds a heartbeat file that it inherited', () => {
    expect(gunicornClaim(facts({ argv: ['bash'], heartbeats: [BEAT] }))).toBeNull();
  });
});

describe('a program that embeds Gunicorn', () => {
  test.each<[string[], string]>([
    [['/usr/bin/python3', '/srv/shop/serve.py', '--port', '80'], 'serve.py'],
    [['/usr/bin/python3', '-u', 'serve.py'], 'serve.py'],
    [['/usr/bin/python3', '-X', 'dev', 'serve.py'], 'serve.py'],
    [['/usr/bin/python3', '-m', 'shop.serve'], 'shop.serve'],
    [['/usr/bin/python3', '-c', 'import shop; shop.serve()'], 'python3'],
    [['/usr/bin/python3'], 'python3'],
  ])('%j is found by its heartbeat file, and named by its script: %s', (argv, name) => {
    expect(gunicornClaim(facts({ argv, heartbeats: [BEAT] }))).toEqual({
      titledRole: null,
      name: foreign(name),
      matched: false,
    });
    expect(gunicornClaim(facts({ argv }))).toBeNull();
  });

  test('is looked for among Pythons only: the files of everything else are left alone', () => {
    expect(mayEmbedGunicorn(['/srv/venv/bin/python3.12', 'serve.py'].map(foreign))).toBe(true);
    expect(mayEmbedGunicorn([foreign('nginx: worker process')])).toBe(false);
    expect(mayEmbedGunicorn([])).toBe(false);
  });
});

test('a huge command line is looked at without harm', () => {
  const argv = ['python3', ...Array.from({ length: 100_000 }, () => '-u'), 'x'.repeat(1_000_000)];
  expect(gunicornClaim(facts({ argv }))).toBeNull();
  expect(gunicornClaim(titled(1, 1, `gunicorn: master [${'['.repeat(500_000)}`))?.titledRole).toBe('master');
});
