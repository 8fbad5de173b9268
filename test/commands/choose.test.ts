/** Which service a word names: what any user can choose never stands for what only root can. */
import { expect, test } from 'vitest';
import { chooseInstance } from '../../src/commands/choose.ts';
import type { Instance, Manager, Snapshot } from '../../src/model/snapshot.ts';

const instance = (masterPid: number, manager: Manager, unit: string | null, name: string) =>
  ({
    id: `${name}-${masterPid}`,
    name,
    manager,
    unit,
    masterPid,
    workerPids: [],
    gunicorn: true,
  }) as unknown as Instance;

const snapshotOf = (...instances: Instance[]) => ({ instances, processes: [] }) as unknown as Snapshot;
const chosen = (word: string, ...instances: Instance[]) =>
  chooseInstance(snapshotOf(...instances), word).instance.masterPid;

const unit = instance(10, 'systemd', 'shop.service', 'app');
const userUnit = instance(20, 'systemd-user', 'shop.service', 'app');
const byHand = instance(30, 'none', null, 'shop');

test('a unit of the system before all that a user may call like it', () => {
  expect(chosen('shop', byHand, userUnit, unit)).toBe(10);
  expect(chosen('shop.service', userUnit, unit)).toBe(10);
  expect(chosen('app', userUnit, instance(40, 'systemd', 'web.service', 'other'))).toBe(20);
});

test('a user unit does not stand for the service that bears the name: which of them is meant is asked', () => {
  const which = 'systemd-user shop.service (app), master 20; shop, master 30';
  expect(() => chosen('shop', byHand, userUnit)).toThrow('shop, master 30; systemd-user shop.service (app), master 20');
  expect(() => chosen('shop', userUnit, byHand)).toThrow(which);
  expect(chosen('30', userUnit, byHand)).toBe(30);
  expect(chosen('app-20', userUnit, byHand)).toBe(20);
  expect(chosen('shop.service', userUnit, byHand)).toBe(20);
});
