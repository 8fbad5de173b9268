import { describe, expect, test, vi } from 'vitest';
import type { Outcome } from '../../src/actions/outcome.ts';
import type { RestartPlan } from '../../src/actions/restart-plan.ts';
import { COLUMNS } from '../../src/ui/columns.ts';
import { TABLE_KEYS } from '../../src/ui/keys.ts';
import { deferred, fakeController, settled } from './effects.ts';
import { instance, sample, shop, snapshot } from './snapshots.ts';

describe('every key', () => {
  test.each(TABLE_KEYS.flatMap(({ keys, command }) => keys.map(name => [name, command] as const)))(
    '%s (%s) does something, and nothing breaks',
    async name => {
      const { press, state, effects, quit, suspend } = fakeController();
      press('down', 'down', '/', '1', 'enter');
      const before = state();
      const calls = () =>
        Object.values(effects).reduce((sum, effect) => sum + (effect as ReturnType<typeof vi.fn>).mock.calls.length, 0);
      const callsBefore = calls();
      // At the ends some moves have nowhere to go: then the opposite has.
      press(name);
      await settled();
      const moves = ['up', 'down', 'page-up', 'page-down', 'home', 'end'];
      const happened =
        state() !== before || calls() > callsBefore || quit.mock.calls.length + suspend.mock.calls.length > 0;
      expect(happened || moves.includes(name)).toBe(true);
    },
  );

  test('nothing breaks on an empty table, or before the first snapshot', async () => {
    const { press } = fakeController({ snapshot: { processes: [], instances: [] } });
    for (const { keys } of TABLE_KEYS) press(...keys, 'esc', 'esc');
    await settled();
  });
});

describe('moving', () => {
  test('goes by one, by a page, to the ends, and no further', () => {
    const { press, state } = fakeController();
    const selected = (...names: string[]) => {
      press(...names);
      return state().selected;
    };
    expect(selected('down')).toBe('11@110');
    expect(selected('down')).toBe('10@100');
    expect(selected('down')).toBe('10@100');
    expect(selected('up', 'up', 'up', 'up')).toBe('12@120');
    expect(selected('end')).toBe('10@100');
    expect(selected('home')).toBe('12@120');
    expect(selected('page-down')).toBe('11@110');
    expect(selected('page-up')).toBe('12@120');
  });
});

describe('k', () => {
  test('asks, and kills nothing by itself', () => {
    const { press, state, effects } = fakeController();
    press('k');
    expect(state().dialog?.title).toContain('12');
    expect(effects.kill).not.toHaveBeenCalled();
  });

  test.each([
    ['Enter, Enter', ['k', 'enter', 'enter']],
    ['k, k, k, Enter: a shaky finger', ['k', 'k', 'k', 'enter']],
    ['Esc', ['k', 'esc']],
    ['q', ['k', 'q']],
    ['a word that was typed for the shell', ['k', 'i', 'l', 'l', ' ', '1', '2', 'enter']],
    ['all the way round to Cancel', ['k', 'right', 'right', 'right', 'enter']],
  ])('then %s does nothing', async (_, names) => {
    const { press, state, effects, quit } = fakeController();
    press(...names);
    await settled();
    expect(effects.kill).not.toHaveBeenCalled();
    expect(quit).not.toHaveBeenCalled();
    expect(state().dialog).toBeNull();
  });

  test.each([
    ['right', 'SIGTERM'],
    ['tab', 'SIGTERM'],
    ['left', 'SIGKILL'],
  ])('then %s and Enter sends %s, once, to exactly what was shown', async (move, signal) => {
    const { press, effects, state } = fakeController();
    press('k', move, 'enter', 'enter', 'enter');
    await settled();
    expect(effects.kill).toHaveBeenCalledTimes(1);
    const [target, , sent] = effects.kill.mock.calls[0]!;
    expect([target, sent]).toEqual([shop()[2], signal]);
    expect(state().message).toEqual({ tone: 'good', text: '12 gone' });
  });

  test('hits what the dialog names, though rows moved meanwhile', async () => {
    const { press, effects, store } = fakeController();
    press('k');
    const turned = shop().map(process => ({ ...process, fds: process.pid === 11 ? 99_999 : 1 }));
    store.dispatch({ type: 'tick', snapshot: snapshot({ processes: turned }) });
    press('right', 'enter');
    await settled();
    expect(effects.kill.mock.calls[0]![0].pid).toBe(12);
  });

  test('hits the start time that was shown, when the pid was reused meanwhile', async () => {
    const { press, effects, store } = fakeController();
    press('k');
    const reused = shop().map(process => (process.pid === 12 ? { ...process, startTime: 77_777 } : process));
    store.dispatch({ type: 'tick', snapshot: snapshot({ processes: reused }) });
    press('right', 'enter');
    await settled();
    expect(effects.kill.mock.calls[0]![0].startTime).toBe(120);
  });

  test('tells its progress, and a failure in its own words', async () => {
    const { promise, resolve } = deferred();
    const { press, state } = fakeController({
      effects: {
        kill: (_target, _snapshot, _signal, progress) => {
          progress('TERM sent');
          return promise;
        },
      },
    });
    press('k', 'right', 'enter');
    expect(state().message).toEqual({ tone: 'progress', text: 'TERM sent' });
    resolve({ ok: false, text: '12 still alive' });
    await settled();
    expect(state().message).toEqual({ tone: 'bad', text: '12 still alive' });
  });

  test('shows an error that nobody foresaw', async () => {
    const kill = async (): Promise<Outcome> => {
      throw new Error('no such thing');
    };
    const { press, state } = fakeController({ effects: { kill } });
    press('k', 'right', 'enter');
    await settled();
    expect(state().message).toEqual({ tone: 'bad', text: 'no such thing' });
  });

  test('the progress of an older action does not talk over a newer one', async () => {
    const progresses: ((text: string) => void)[] = [];
    const { press, state } = fakeController({
      effects: {
        kill: (_target, _snapshot, _signal, progress) => {
          progresses.push(progress);
          return deferred().promise;
        },
      },
    });
    press('k', 'right', 'enter', 'down', 'k', 'right', 'enter');
    progresses[1]!('the newer');
    progresses[0]!('the older');
    expect(state().message?.text).toBe('the newer');
  });
});

describe('r', () => {
  test('plans for the master of the selected row, asks, and does it when told', async () => {
    const { press, state, effects } = fakeController();
    press('r');
    await settled();
    expect(effects.planRestart).toHaveBeenCalledWith(10, true);
    expect(state().dialog?.title).toBe('Reload master 10?');
    expect(effects.restart).not.toHaveBeenCalled();
    press('right', 'enter');
    await settled();
    expect(effects.restart).toHaveBeenCalledTimes(1);
    const [plan, { id }] = effects.restart.mock.calls[0]!;
    expect([plan, id]).toEqual([{ method: 'reload', why: 'by hand' }, '10@100']);
  });

  test('then Enter, Enter does nothing', async () => {
    const { press, effects } = fakeController();
    press('r');
    await settled();
    press('enter', 'enter');
    await settled();
    expect(effects.restart).not.toHaveBeenCalled();
  });

  test('opens nothing under the fingers when another dialog came first', async () => {
    const { promise, resolve } = deferred<RestartPlan>();
    const { press, state } = fakeController({ effects: { planRestart: () => promise } });
    press('r', 'k');
    resolve({ method: 'reload', why: 'x' });
    await settled();
    expect(state().dialog?.title).toContain('Replace worker 12');
  });

  test('says why not, where the master is gone or there is no service', async () => {
    const orphan = [sample({ pid: 12, instance: 'orphans of a' })];
    const gone = fakeController({
      snapshot: { processes: orphan, instances: [instance({ id: 'orphans of a', masterPid: null })] },
    });
    gone.press('r');
    await settled();
    expect(gone.state().message).toMatchObject({ tone: 'bad', text: expect.stringContaining('master is gone') });
    const lone = fakeController({ snapshot: { processes: [sample({ pid: 12, instance: null })], instances: [] } });
    lone.press('r');
    await settled();
    expect(lone.state().message?.text).toContain('no service');
    expect(lone.state().dialog).toBeNull();
  });

  // controller.ts, openRestartDialog: a rejected planRestart is an unhandled rejection, which ends fdtop
  // (session.tsx). try/catch around it, and say it: dispatch({ type: 'message', message: { tone: 'bad', text } }).
  test('says so when the plan cannot be made, and goes on', async () => {
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', () => {});
    try {
      const planRestart = () => Promise.reject(new Error('no systemctl'));
      const { press, state } = fakeController({ effects: { planRestart } });
      press('r');
      await settled();
      expect(state().message).toEqual({ tone: 'bad', text: 'no systemctl' });
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
  });

  // controller.ts, openRestartDialog: while the plan is made, t or ? may have opened a page. The dialog then freezes the
  // table and lies in wait behind the page. Return when `screen.name !== 'table'`, as when a dialog is open.
  test('opens nothing behind a page that was opened meanwhile', async () => {
    const { press, state } = fakeController();
    press('r', 't');
    await settled();
    expect(state().dialog).toBeNull();
  });
});

describe('read-only', () => {
  test('neither asks nor does', async () => {
    const { press, state, effects } = fakeController({ readOnly: true });
    press('k', 'r', 'right', 'enter');
    await settled();
    expect(state().dialog).toBeNull();
    expect(effects.kill).not.toHaveBeenCalled();
    expect(effects.planRestart).not.toHaveBeenCalled();
  });

  test('still looks', () => {
    const { press, state } = fakeController({ readOnly: true });
    press('t');
    expect(state().screen.name).toBe('types');
  });
});

describe('sorting', () => {
  test('goes through every column and comes back, each in its natural direction', () => {
    const { press, state } = fakeController();
    const seen = COLUMNS.map(() => {
      press('>');
      return state().sort;
    });
    expect(new Set(seen.map(({ column }) => column)).size).toBe(COLUMNS.length);
    expect(seen.at(-1)).toEqual({ column: 'fds', descending: true });
    for (const { column, descending } of seen) {
      expect(descending).toBe(COLUMNS.find(({ id }) => id === column)!.descendingFirst);
    }
  });

  test('inverts, and < undoes >', () => {
    const { press, state } = fakeController();
    press('I');
    expect(state().sort).toEqual({ column: 'fds', descending: false });
    press('>', '<');
    expect(state().sort).toEqual({ column: 'fds', descending: true });
  });
});

describe('the filter line', () => {
  test('takes every character, also those that are keys', () => {
    const { press, state, quit, effects } = fakeController();
    press('/', 'k', 'q', ' ', 'é', '?');
    expect(state()).toMatchObject({ filter: 'kq é?', editingFilter: true, dialog: null });
    expect(quit).not.toHaveBeenCalled();
    expect(effects.kill).not.toHaveBeenCalled();
  });

  test('is edited, kept by Enter, cleared by Esc', () => {
    const { press, state } = fakeController();
    press('/', 'a', '🐍', 'backspace', 'b', 'enter');
    expect(state()).toMatchObject({ filter: 'ab', editingFilter: false });
    press('/', 'c', 'ctrl-u');
    expect(state().filter).toBe('');
    press('d', 'esc');
    expect(state()).toMatchObject({ filter: '', editingFilter: false });
  });

  test('Ctrl-C leaves from everywhere, also out of it and out of a dialog', () => {
    for (const before of [['/'], ['k'], []]) {
      const { press, quit } = fakeController();
      press(...before, 'ctrl-c');
      expect(quit).toHaveBeenCalledWith(130);
    }
  });

  test('Esc on the table clears the filter and the message', () => {
    const { press, state, store } = fakeController();
    press('/', 'a', 'enter');
    store.dispatch({ type: 'message', message: { tone: 'bad', text: 'x' } });
    press('esc');
    expect(state()).toMatchObject({ filter: '', message: null });
  });
});

describe('the interval', () => {
  test('goes up and down in steps, tells the loop, and has ends', () => {
    const { press, state, effects } = fakeController();
    press('+');
    expect(effects.setInterval).toHaveBeenLastCalledWith(2);
    press(...Array.from({ length: 20 }, () => '+'));
    expect(state().intervalSeconds).toBe(60);
    press(...Array.from({ length: 20 }, () => '-'));
    expect(state().intervalSeconds).toBe(0.25);
    expect(effects.setInterval).toHaveBeenLastCalledWith(0.25);
  });

  test('that was given by hand goes to its neighbours', () => {
    const { press, state, store } = fakeController();
    store.dispatch({ type: 'interval', seconds: 7 });
    press('-');
    expect(state().intervalSeconds).toBe(5);
    store.dispatch({ type: 'interval', seconds: 7 });
    press('+');
    expect(state().intervalSeconds).toBe(10);
  });
});

describe('the demo', () => {
  const empty = { processes: [], instances: [] };

  test('starts with Enter where nothing was found, once', async () => {
    const { promise } = deferred<string>();
    const start = vi.fn(() => promise);
    const { press } = fakeController({ snapshot: empty, effects: { startDemo: start } });
    press('enter', 'enter');
    await settled();
    expect(start).toHaveBeenCalledTimes(1);
  });

  test('does not start where there is something, where a filter hides it, or in another tree', async () => {
    const there = fakeController();
    there.press('enter');
    const hidden = fakeController();
    hidden.press('/', 'z', 'z', 'enter', 'enter');
    await settled();
    expect(there.effects.startDemo).not.toHaveBeenCalled();
    expect(hidden.effects.startDemo).not.toHaveBeenCalled();
    const other = fakeController({ snapshot: empty, effects: { startDemo: null } });
    other.press('enter');
    await settled();
    expect(other.state().message).toBeNull();
  });

  // controller.ts, pressCommand: before the first snapshot there are no rows either, and Enter starts a demo on a
  // machine that may be full of Gunicorns. `empty` must also want `store.getState().shown !== null`.
  test('does not start before the first look at the machine', async () => {
    const { effects, press, store } = fakeController();
    store.dispatch({ type: 'toggle', what: 'paused' });
    Object.assign(store.getState(), { shown: null, latest: null });
    press('enter');
    await settled();
    expect(effects.startDemo).not.toHaveBeenCalled();
  });
});
