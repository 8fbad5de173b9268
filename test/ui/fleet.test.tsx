import { expect, test } from 'vitest';
import type { Effects } from '../../src/ui/effects.ts';
import { screenOf } from './screen.tsx';
import { instance, sample } from './snapshots.ts';

const FLEET = { source: 'Prometheus http://prom:9090', answerMs: 12, hosts: 3, down: 1, oldestSeconds: 14 };

const host = (name: string, fds: number) => ({
  instances: [instance({ id: name, host: name, unit: null })],
  processes: [
    sample({ pid: 11, host: name, service: 'shop:app', instance: name, fds, severity: fds < 1000 ? 'ok' : 'elevated' }),
  ],
});

function fleetOf(given: { effects?: Partial<Effects>; notes?: string[]; rows?: number; columns?: number } = {}) {
  const [one, two] = [host('web-1', 40), host('web-2', 1200)];
  return screenOf({
    columns: given.columns ?? 130,
    rows: given.rows ?? 24,
    effects: given.effects,
    snapshot: {
      ...{ fleet: FLEET, host: '3 hosts', kernel: '', notes: given.notes ?? [] },
      instances: [...one.instances, ...two.instances],
      processes: [...one.processes, ...two.processes],
    },
  });
}

test('each row and each group names its host; the same pid on two hosts is two rows', async () => {
  const { text } = await fleetOf();
  expect(text()).toMatch(/HOST +INSTANCE +PID/);
  expect(text()).toMatch(/^ {5}web-1 +shop:app +11 +worker +40 /m);
  expect(text()).toMatch(/^› +! web-2 +shop:app +11 +worker +1,200 /m);
  expect(text()).toContain('▾ web-2   shop:app');
  expect(text()).toMatch(/^ fdtop {2}FLEET 3 hosts {2}1 down data ≤ 14 s old /m);
  expect(text()).toMatch(/^ Prometheus http:\/\/prom:9090 .*answered in 12 ms/m);
  expect(text()).toContain('web-2: 11 holds 1,200 fds');
});

test('the selection goes from host to host', async () => {
  const { type, shows } = await fleetOf();
  await type('\x1b[B');
  await shows('shop:app, master 10: 2 workers, 120 fds. Enter shows them');
  await type('\x1b[B');
  await shows('web-1: 11 is well');
});

test('the narrowest screen has the host, too, and says that it is a fleet', async () => {
  const { text, lines } = await fleetOf({ columns: 80 });
  expect(text()).toMatch(/^ fdtop {2}FLEET 3 hosts {2}1 down data ≤ 14 s old +1 elevated .* 12:00:00 {2}1 s$/m);
  expect(lines().find(line => line.includes('HOST'))).toMatch(/HOST +PID +ROLE +FDS ▼ +USED +GROWTH +FULL IN/);
  expect(text()).toMatch(/web-1 +11 +worker/);
});

test('a note leaves room for what the row means', async () => {
  const { text } = await fleetOf({ notes: ['web-3 is down: last seen 12 s ago.'] });
  expect(text()).toContain('web-3 is down: last seen 12 s ago. web-2: 11 holds 1,200 fds');
});

test('a key that needs the process tells what to type, and does nothing', async () => {
  const { type, shows, effects } = await fleetOf({
    effects: { remote: command => (command === 'kill' ? 'type it' : null) },
  });
  await type('k');
  await shows('→ type it');
  expect(effects.kill).not.toHaveBeenCalled();
  await type('?');
  await shows('the top for file descriptors');
});

test('without a host it says what Prometheus lacks, and offers no demo', async () => {
  const { text } = await screenOf({
    snapshot: { fleet: { ...FLEET, hosts: 0, down: 0 }, instances: [], processes: [], notes: ['no series'] },
    effects: { startDemo: undefined },
  });
  expect(text()).toContain('no series');
  expect(text()).not.toContain('show all processes');
});
