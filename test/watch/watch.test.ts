/** The guard's place in fdtop watch: what it is given, and what it may refuse. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configOf } from '../../src/config/config.ts';
import { readConfigFile } from '../../src/config/config-file.ts';
import { UsageError } from '../../src/config/usage-error.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { plainNews, type WatchEvent } from '../../src/watch/event.ts';
import type { GuardTools } from '../../src/watch/guard-hook.ts';
import { Watch } from '../../src/watch/watch.ts';
import { watchFolder } from '../commands/watcher.ts';
import { procTree } from '../support/proc-tree.ts';
import { waitUntil } from '../support/wait.ts';

function start(file: string) {
  const tree = procTree()
    .add({ pid: 100, argv: ['gunicorn: master [shop]'] })
    .add({ pid: 101, ppid: 100, argv: ['gunicorn: worker [shop]'], fds: 50 });
  const configFrom = (text: string) => {
    return configOf({ 'proc-root': tree.root, interval: '0.1' }, readConfigFile('/etc/x.toml', text));
  };
  const events: WatchEvent[] = [];
  const seen: { snapshot: Snapshot; now: number }[] = [];
  const calls: string[] = [];
  let tools: GuardTools | undefined;
  const watch = new Watch({
    config: configFrom('[guard]\nover = 40\n'),
    print: event => events.push(event),
    file,
    makeGuard: given => {
      tools = given;
      return {
        look: (snapshot, now) => void seen.push({ snapshot, now }),
        reload(config) {
          if (config.guard === null) throw new UsageError('the guard wants its table');
          calls.push('reload');
        },
        state: () => ({ replaced: seen.length > 0 ? 1 : 0 }),
        stop: async () => void calls.push('stop'),
      };
    },
  });
  return { watch, events, seen, calls, configFrom, tools: () => tools! };
}

test('a guard sees each snapshot, is told the table [guard], and finds its state again', async () => {
  const { folder } = watchFolder();
  const file = join(folder, 'watch.json');
  const first = start(file);
  expect(first.tools().saved).toBeNull();
  expect(first.tools().config.guard!.entries.get('over')).toEqual({
    value: 40,
    where: '/etc/x.toml line 2: guard.over',
  });
  await first.watch.start();
  await waitUntil('three snapshots', () => first.seen.length >= 3);
  expect(first.seen[0]!.snapshot.processes.map(({ pid }) => pid).sort()).toEqual([100, 101]);
  expect(Math.abs(first.seen[0]!.now - Date.now() / 1000)).toBeLessThan(60);
  first.tools().tell(plainNews('guard', 'the guard has stopped itself', { level: 'guard' }));
  expect(first.events.at(-1)).toMatchObject({ event: 'guard', level: 'guard', text: 'the guard has stopped itself' });
  await first.watch.stop('SIGTERM');
  expect(first.calls).toEqual(['stop']);
  expect(JSON.parse(readFileSync(file, 'utf8')).guard).toEqual({ replaced: 1 });
  expect(start(file).tools().saved).toEqual({ replaced: 1 });
});

test('what the guard does not take refuses the whole new config', async () => {
  const { folder } = watchFolder();
  const { watch, events, calls, configFrom } = start(join(folder, 'watch.json'));
  await watch.start();
  await watch.reload(() => configFrom('warn = 10\n'));
  expect(events.at(-1)).toMatchObject({
    event: 'config-refused',
    text: 'the old config stays: the guard wants its table',
  });
  await watch.reload(() => configFrom('warn = 10\n[guard]\n'));
  expect(calls).toEqual(['reload']);
  await waitUntil('the alert of the new threshold', () => events.some(({ event }) => event === 'alert'));
  await watch.stop('SIGTERM');
});
