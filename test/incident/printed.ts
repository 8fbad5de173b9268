/** What fdtop prints about the incident: the snapshot, and the fd types. */
import assert from 'node:assert/strict';
import type { FdTypes } from '../../src/model/fd-types.ts';
import { formatCount } from '../../src/model/format.ts';
import type { Snapshot } from '../../src/model/snapshot.ts';
import { type Checklist, inSeconds, timed } from './checklist.ts';
import { INCIDENT_FDS, type Incident, listedFds, trueTypes } from './incident.ts';
import type { Machine } from './vm/machine.ts';

/** Of the unit's LimitNOFILE. */
const LIMIT = 1_048_576;

/** Margins are those of 95 %: of so many groups one may well be outside of its own, but none of twice that. */
const MARGINS = 2;

export async function checkSnapshot(list: Checklist, machine: Machine, incident: Incident): Promise<void> {
  const { leaker, others, master } = incident;
  const hasFastCount = (await machine.sh('stat -c %s /proc/self/fd')) !== '0';
  list.info('stat on /proc/PID/fd', hasFastCount ? 'tells the number of fds' : 'tells nothing: fds must be listed');
  await list.check('fdtop --once --json counts all of them, exactly', async () => {
    const listing = await timed(() => listedFds(machine, leaker));
    const { seconds, result } = await timed(() => machine.sh('fdtop --once --json'));
    const { selfCost, processes, instances }: Snapshot = JSON.parse(result);
    list.info(`ls /proc/${leaker}/fd | wc -l`, inSeconds(listing.seconds));
    list.info('fdtop --once', `${inSeconds(seconds)}, of which ${selfCost.sampleMs} ms to find and count them all`);

    const row = (pid: number) => processes.find(process => process.pid === pid);
    const counted = [master, leaker, ...others].map(pid => [pid, row(pid)?.fds]);
    const listed: unknown[] = [];
    for (const [pid] of counted) listed.push([pid, await listedFds(machine, pid!)]);
    assert.deepEqual(counted, listed);
    assert.equal(row(leaker)!.fds, INCIDENT_FDS);
    for (const pid of [leaker, ...others]) {
      const { role, limitSoft, limitHard, user } = row(pid)!;
      const wanted = { role: 'worker', limitSoft: LIMIT, limitHard: LIMIT, user: 'www-data' };
      assert.deepEqual({ role, limitSoft, limitHard, user }, wanted);
    }
    assert.equal(row(leaker)!.severity, 'leaking');
    assert.deepEqual(
      others.map(pid => row(pid)!.severity),
      others.map(() => 'ok'),
    );
    assert.deepEqual(
      instances.map(({ unit, manager, masterPid }) => ({ unit, manager, masterPid })),
      [{ unit: 'gunicorn.service', manager: 'systemd', masterPid: master }],
    );
    // Not a time, but an order: to ask for the number is nothing beside listing half a million names.
    if (hasFastCount) assert.ok(selfCost.sampleMs < listing.seconds * 1000, 'no faster than ls');
  });
}

export async function checkTypes(list: Checklist, machine: Machine, { leaker }: Incident): Promise<void> {
  const truth = await timed(() => trueTypes(machine, leaker));
  list.info('every link read by a Python script', inSeconds(truth.seconds));
  list.info('its fds', JSON.stringify(truth.result));

  await list.check('fdtop types --json: the first estimate is within its margin', async () => {
    const { seconds, result } = await timed(() => machine.sh(`fdtop types ${leaker} --json`));
    const types: FdTypes = JSON.parse(result);
    list.info('estimate', `${inSeconds(seconds)}, from ${formatCount(types.sampled)} links`);
    assert.equal(types.exact, false);
    assert.ok(types.sampled < INCIDENT_FDS / 10, `${types.sampled} links are no sample`);
    assert.ok(Math.abs(types.total / INCIDENT_FDS - 1) < 0.05, `estimated ${types.total} fds in all`);
    const estimated = byType(types);
    for (const [type, count] of Object.entries(truth.result)) {
      const { share, marginOfError } = estimated.get(type) ?? { share: 0, marginOfError: 0.001 };
      const off = Math.abs(share - count / INCIDENT_FDS);
      const text = `${type}: ${percent(share)} ±${percent(marginOfError)}, in truth ${percent(count / INCIDENT_FDS)}`;
      if (count > INCIDENT_FDS / 1000) list.info('estimate of', text);
      assert.ok(off <= MARGINS * marginOfError, text);
    }
  });

  await list.check('fdtop types --exact --json: every group is exact', async () => {
    const { seconds, result } = await timed(() => machine.sh(`fdtop types ${leaker} --exact --json`));
    const types: FdTypes = JSON.parse(result);
    list.info('exact walk', inSeconds(seconds));
    assert.equal(types.exact, true);
    assert.equal(types.total, INCIDENT_FDS);
    const counts = [...byType(types)].map(([type, { count }]) => [type, count]);
    assert.deepEqual(Object.fromEntries(counts.sort()), Object.fromEntries(Object.entries(truth.result).sort()));
    const labels = types.groups.map(({ label, count }) => `${formatCount(count)} ${label}`);
    for (const line of labels.slice(0, 8)) list.info('group', line);
    for (const wanted of [/TCP CLOSE_WAIT → 127\.0\.0\.1/, /held-\d+\.log$/, /upload-\d+\.tmp \(deleted\)$/]) {
      assert.ok(
        labels.some(label => wanted.test(label)),
        `no group is ${wanted}: ${labels.join('; ')}`,
      );
    }
  });
}

/** Groups of one kind and state taken together, under the names that fd-truth gives. */
function byType({ groups }: FdTypes): Map<string, { count: number; share: number; marginOfError: number }> {
  const sum = new Map<string, { count: number; share: number; marginOfError: number }>();
  for (const { kind, state, count, share, marginOfError } of groups) {
    const type = kind.startsWith('tcp') ? `${kind} ${state}` : kind;
    const before = sum.get(type) ?? { count: 0, share: 0, marginOfError: 0 };
    sum.set(type, {
      count: before.count + count,
      share: before.share + share,
      marginOfError: before.marginOfError + marginOfError,
    });
  }
  return sum;
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;
