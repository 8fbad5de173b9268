import { type Mock, vi } from 'vitest';
import type { Outcome } from '../../src/actions/outcome.ts';
import type { RestartPlan } from '../../src/actions/restart-plan.ts';
import type { FdTypes } from '../../src/model/fd-types.ts';
import { type Controller, pressKey } from '../../src/ui/controller.ts';
import type { Effects } from '../../src/ui/effects.ts';
import { storeOf } from './snapshots.ts';

type FakeEffects = { [Name in keyof Effects]: Mock<NonNullable<Effects[Name]>> };

/** Effects that do nothing but remember that they were asked for. */
export function fakeEffects(given: Partial<Effects> = {}): FakeEffects {
  return {
    kill: vi.fn<Effects['kill']>(async () => ({ ok: true, text: '12 gone' })),
    planRestart: vi.fn<Effects['planRestart']>(
      async (): Promise<RestartPlan> => ({ method: 'reload', why: 'by hand' }),
    ),
    restart: vi.fn<Effects['restart']>(async () => ({ ok: true, text: 'reloaded' })),
    readTypes: vi.fn<Effects['readTypes']>(() => new Promise<FdTypes>(() => {})),
    startDemo: vi.fn(async () => 'a demo runs'),
    setInterval: vi.fn(),
    setAll: vi.fn(),
    setVisible: vi.fn(),
    ...given,
  } as FakeEffects;
}

/** A controller over a store with one Gunicorn, and what presses its keys. */
export function fakeController(given: { effects?: Partial<Effects>; readOnly?: boolean; snapshot?: object } = {}) {
  const store = storeOf(given.snapshot);
  const effects = fakeEffects(given.effects);
  const quit = vi.fn();
  const suspend = vi.fn();
  const controller: Controller = {
    store,
    effects,
    readOnly: given.readOnly ?? false,
    pageSize: () => 2,
    quit,
    suspend,
  };
  const press = (...names: string[]) => {
    for (const name of names) pressKey(controller, name);
  };
  return { store, effects, quit, suspend, press, state: () => store.getState() };
}

/** A promise that is settled from outside. */
export function deferred<T = Outcome>() {
  return Promise.withResolvers<T>();
}

/** Lets everything run that waits for nothing but promises. */
export async function settled(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve));
}
