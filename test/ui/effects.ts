import { type Mock, vi } from 'vitest';
import type { Outcome } from '../../src/actions/outcome.ts';
import type { Way } from '../../src/actions/restart-plan.ts';
import type { FdTypes } from '../../src/model/fd-types.ts';
import { type Controller, pressKey } from '../../src/ui/controller.ts';
import type { Effects } from '../../src/ui/effects.ts';
import { storeOf } from './snapshots.ts';

type FakeEffects = {
  [Name in keyof Effects]: NonNullable<Effects[Name]> extends (...args: never[]) => unknown
    ? Mock<NonNullable<Effects[Name]>>
    : Effects[Name];
};

export function way(does: Way['does']): Way {
  const says = [`what a ${does} does`];
  return { does, by: 'hup', unit: null, command: `run ${does}`, sudoCommand: null, says, service: null };
}

/** Effects that do nothing but remember that they were asked for. */
export function fakeEffects(given: Partial<Effects> = {}): FakeEffects {
  return {
    kill: vi.fn<Effects['kill']>(async () => ({ ok: true, text: '12 gone' })),
    recycle: vi.fn<Effects['recycle']>(async () => ({ ok: true, text: 'recycled' })),
    checkApp: vi.fn<Effects['checkApp']>(async () => ({ state: 'loads', seconds: 0.8 })),
    planService: vi.fn<Effects['planService']>(async () => ({
      restart: { refused: 'by hand' },
      reload: way('reload'),
    })),
    runWay: vi.fn<Effects['runWay']>(async () => ({ ok: true, text: 'reloaded' })),
    planLimit: vi.fn<Effects['planLimit']>((_, n) => ({ n, targets: [], warnings: ['It buys time.'] })),
    raiseLimit: vi.fn<Effects['raiseLimit']>(async () => ({ ok: true, text: 'raised' })),
    planCure: vi.fn<Effects['planCure']>(async () => ({ kind: 'advice', lines: ['edit it'] })),
    applyCure: vi.fn<Effects['applyCure']>(async () => ({ ok: true, text: 'cured' })),
    sudo: null,
    replay: null,
    readTypes: vi.fn<Effects['readTypes']>(() => new Promise<FdTypes>(() => {})),
    readDetails: vi.fn<Effects['readDetails']>(() => new Promise(() => {})),
    readService: vi.fn<Effects['readService']>(() => new Promise(() => {})),
    report: vi.fn<Effects['report']>(() => new Promise<string>(() => {})),
    startDemo: vi.fn(async () => 'a demo runs'),
    saveColumns: vi.fn(() => 'saved'),
    setInterval: vi.fn(),
    setAll: vi.fn(),
    setVisible: vi.fn(),
    ...given,
  } as unknown as FakeEffects;
}

/** A controller over a store with one Gunicorn, and what presses its keys. */
export function fakeController(
  given: { effects?: Partial<Effects>; readOnly?: boolean; vim?: boolean; snapshot?: object } = {},
) {
  const store = storeOf(given.snapshot);
  const effects = fakeEffects(given.effects);
  const quit = vi.fn();
  const suspend = vi.fn();
  const redraw = vi.fn();
  const controller: Controller = {
    store,
    effects,
    readOnly: given.readOnly ?? false,
    vim: given.vim ?? false,
    pageSize: () => 2,
    quit,
    suspend,
    leak: 10_000,
    redraw,
    isSeen: () => true,
    withTerminal: async use => await use(),
  };
  const press = (...names: string[]) => {
    for (const name of names) pressKey(controller, name);
  };
  return { controller, store, effects, quit, suspend, redraw, press, state: () => store.getState() };
}

/** A promise that is settled from outside. */
export function deferred<T = Outcome>() {
  return Promise.withResolvers<T>();
}

/** Lets everything run that waits for nothing but promises. */
export async function settled(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
}
