/** graceful_timeout of a real Gunicorn, wherever it is set. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { graceOf } from '../../src/actions/grace.ts';
import { plainSetting } from '../../src/actions/settings.ts';
import { foreign } from '../../src/model/foreign.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';

it.each([
  ['graceful_timeout = 45', '45'],
  ['graceful_timeout=45  # long uploads', '45'],
  ['graceful_timeout = 5\ngraceful_timeout = 6\n', '6'],
  ['  graceful_timeout = 45', null],
  ['# graceful_timeout = 45', null],
  ['my_graceful_timeout = 45', null],
])('a plain line of a config file, nothing executed: %j', (text, expected) => {
  expect(plainSetting(foreign(text), 'graceful_timeout')?.raw ?? null).toBe(expected);
});

need('gunicorn')('the grace of a real Gunicorn', () => {
  it.each([
    ['of its arguments', { args: ['--graceful-timeout', '7'] }, { seconds: 7, source: '--graceful-timeout' }],
    [
      'of its environment',
      { env: { GUNICORN_CMD_ARGS: '--graceful-timeout=8' } },
      { seconds: 8, source: 'GUNICORN_CMD_ARGS' },
    ],
    [
      'of its arguments before its environment',
      { args: ['--graceful-timeout=7'], env: { GUNICORN_CMD_ARGS: '--graceful-timeout=8' } },
      { seconds: 7, source: '--graceful-timeout' },
    ],
    ['by default', {}, { seconds: 30, source: "Gunicorn's default" }],
  ])('is that %s', async (_, options, expected) => {
    const gunicorn = await startGunicorn({ setproctitle: false, ...options });
    expect(await graceOf({ pid: gunicorn.masterPid })).toEqual(expected);
    await gunicorn.stop();
  });

  it('is that of its config file, named or not', async () => {
    const gunicorn = await startGunicorn({ setproctitle: false });
    const file = join(gunicorn.dir, 'gunicorn.conf.py');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\ngraceful_timeout = 9  # s\n`);
    expect(await graceOf({ pid: gunicorn.masterPid })).toEqual({ seconds: 9, source: file });
    writeFileSync(file, 'graceful_timeout = 10 * 60\n');
    expect(await graceOf({ pid: gunicorn.masterPid })).toMatchObject({ seconds: 30 });
    await gunicorn.stop();
  });

  it('is the default where a title covers it', async () => {
    const gunicorn = await startGunicorn({ args: ['--graceful-timeout', '7'] });
    expect(await graceOf({ pid: gunicorn.masterPid })).toEqual({ seconds: 30, source: "Gunicorn's default" });
    await gunicorn.stop();
  });
});
