import { describe, expect, test, vi } from 'vitest';
import type { CurePlan } from '../../src/actions/cure.ts';
import type { Outcome } from '../../src/actions/outcome.ts';
import type { Preflight } from '../../src/actions/preflight.ts';
import type { ServicePlan } from '../../src/actions/restart-plan.ts';
import { chosenColumns } from '../../src/ui/column-layout.ts';
import { COLUMNS } from '../../src/ui/columns.ts';
import type { Effects } from '../../src/ui/effects.ts';
import { TABLE_KEYS } from '../../src/ui/keys.ts';
import { deferred, fakeController, settled, way } from './effects.ts';
import { instance, sample, shop, snapshot } from './snapshots.ts';

describe('every key', () => {
  test.each(TABLE_KEYS.flatMap(({ keys, command }) => keys.map(name => [name, command] as const)))(
    '%s (%s) does something, and nothing breaks',
    async name => {
      const { press, state, effects, quit, suspend, redraw } = fakeController();
      press('down', 'down', '/', '1', 'enter');
      const before = state();
      const calls = () =>
        Object.values(effects).reduce(
          (sum, effect) => sum + ((effect as ReturnType<typeof vi.fn> | null)?.mock.calls.length ?? 0),
          0,
        );
      const callsBefore = calls();
      // At the ends some moves have nowhere to go: then the opposite has.
      press(name);
      await settled();
      const moves = ['up', 'down', 'page-up', 'page-down', 'home', 'end'];
      const happened =
        state() !== before ||
        calls() > callsBefore ||
        [quit, suspend, redraw].some(({ mock }) => mock.calls.length > 0);
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
    expect(selected('up', 'up', 'up', 'up')).toBe('instance 10@100');
    expect(selected('down')).toBe('12@120');
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

describe('a key on a page', () => {
  test('means what the page is about, though nothing was selected and rows moved', () => {
    const { press, store, state } = fakeController();
    press('enter');
    const turned = shop().map(process => ({ ...process, fds: process.pid === 11 ? 99_999 : 1 }));
    store.dispatch({ type: 'tick', snapshot: snapshot({ processes: turned }) });
    press('k');
    expect(state().dialog?.title).toContain('12');
  });

  test('goes through the times that a chart can show, and changes its scale', () => {
    const { press, state } = fakeController();
    press('enter');
    const seen = [0, 1, 2].map(() => {
      press('tab');
      return state().chart.seconds;
    });
    expect(seen).toEqual([3600, 60, 600]);
    press('z');
    expect(state().chart.fits).toBe(true);
    expect(state().screen.name).toBe('details');
  });

  test('of an instance asks about that, also when it has no master any more', () => {
    const orphan = [sample({ pid: 12, instance: 'orphans of a' })];
    const { press, state } = fakeController({
      snapshot: { processes: orphan, instances: [instance({ id: 'orphans of a', masterPid: null })] },
    });
    press('up', 'enter');
    expect(state().screen).toMatchObject({ name: 'instance', instance: { id: 'orphans of a' } });
    press('l');
    expect(state().dialog?.title).toBe('Raise the limit of 1 process?');
  });
});

describe('r', () => {
  test('plans for the master of the selected row, asks, and does it when told', async () => {
    const { press, state, effects } = fakeController();
    press('r');
    await settled();
    expect(effects.planService.mock.calls[0]).toMatchObject([{ pid: 10 }, { id: '10@100' }]);
    expect(state().dialog).toMatchObject({ title: 'Restart gunicorn.service?' });
    expect(state().dialog!.lines).toContain('No restart: by hand');
    expect(effects.runWay).not.toHaveBeenCalled();
    press('right', 'enter');
    await settled();
    expect(effects.runWay).toHaveBeenCalledTimes(1);
    const [chosen, { id }] = effects.runWay.mock.calls[0]!;
    expect([chosen, id]).toEqual([way('reload'), '10@100']);
  });

  test('then Enter, Enter does nothing', async () => {
    const { press, effects } = fakeController();
    press('r');
    await settled();
    press('enter', 'enter');
    await settled();
    expect(effects.runWay).not.toHaveBeenCalled();
  });

  test('opens nothing under the fingers when another dialog came first', async () => {
    const { promise, resolve } = deferred<ServicePlan>();
    const { press, state } = fakeController({ effects: { planService: () => promise } });
    press('r', 'k');
    resolve({ restart: way('restart'), reload: way('reload') });
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

  test('says so when the plan cannot be made, and goes on', async () => {
    const listeners = process.listeners('unhandledRejection');
    process.removeAllListeners('unhandledRejection');
    process.on('unhandledRejection', () => {});
    try {
      const planService = () => Promise.reject(new Error('no systemctl'));
      const { press, state } = fakeController({ effects: { planService } });
      press('r');
      await settled();
      expect(state().message).toEqual({ tone: 'bad', text: 'no systemctl' });
    } finally {
      process.removeAllListeners('unhandledRejection');
      for (const listener of listeners) process.on('unhandledRejection', listener);
    }
  });

  test.each([
    ['r', 't', 'restart'],
    ['R', 'enter', 'reload'],
    ['c', 'e', 'cure'],
  ])('%s opens nothing behind a page that %s opened meanwhile, and says so', async (key, page, what) => {
    const { press, state, effects } = fakeController();
    press(key, page);
    await settled();
    expect(state().dialog).toBeNull();
    expect(state().message).toEqual({
      tone: 'note',
      text: `the question of the ${what} came when something else was open: nothing was asked, nor done; press the key again`,
    });
    expect(effects.runWay).not.toHaveBeenCalled();
  });
});

describe('R', () => {
  test('has the reload first, and says what each does and why one cannot be', async () => {
    const { press, state } = fakeController({
      effects: { planService: async () => ({ restart: way('restart'), reload: way('reload') }) },
    });
    press('R');
    await settled();
    expect(state().dialog!.title).toBe('Reload gunicorn.service?');
    expect(state().dialog!.choices.map(({ label }) => label)).toEqual(['Cancel', 'Reload', 'Restart']);
    expect(state().dialog!.lines.join('\n')).toMatch(
      /Reload runs: run reload\n.*what a reload does\nRestart runs: run restart/,
    );
  });

  test('says why, where neither can be', async () => {
    const planService = async () => ({
      restart: { refused: 'x' },
      reload: { refused: 'an upgrade (USR2) is in progress' },
    });
    const { press, state } = fakeController({ effects: { planService } });
    press('R');
    await settled();
    expect(state().dialog).toBeNull();
    expect(state().message).toEqual({
      tone: 'bad',
      text: 'no reload of gunicorn.service: an upgrade (USR2) is in progress',
    });
  });
});

describe('the app on disk', () => {
  test.each([
    [{ state: 'loads', seconds: 0.8 }, 'good', /still loads/],
    [
      { state: 'broken', words: 'ImportError: x', part: 'app' },
      'bad',
      /does not load: ImportError: x.*halt the whole service/,
    ],
    [{ state: 'unknown', why: 'it runs in a container' }, 'progress', /not known: it runs in a container/],
  ] as const)('is looked at while the question stands: %o', async (result, tone, text) => {
    const { promise, resolve } = deferred<typeof result>();
    const { press, state } = fakeController({ effects: { checkApp: () => promise } });
    press('k');
    expect(state().dialog!.note).toMatchObject({ tone: 'progress', text: expect.stringMatching(/looking/) });
    resolve(result);
    await settled();
    expect(state().dialog!.note).toEqual({ tone, text: expect.stringMatching(text) });
    expect(state().dialog!.choices[state().dialog!.focus]!.run).toBeNull();
  });

  test('says nothing in a dialog that was opened meanwhile', async () => {
    const { promise, resolve } = deferred<{ state: 'loads'; seconds: number }>();
    const { press, state } = fakeController({ effects: { checkApp: () => promise } });
    press('k', 'esc', 'l');
    resolve({ state: 'loads', seconds: 1 });
    await settled();
    expect(state().dialog!.title).toMatch(/limit/);
    expect(state().dialog!.note).toBeUndefined();
  });
});

describe('an app that is another user’s, at the question', () => {
  const unasked = { state: 'unasked', why: 'it would run code of shop, which nobody has asked for' } as const;
  const asking = (result: Preflight) => vi.fn<Effects['checkApp']>(async (_i, _s, asked) => (asked ? result : unasked));

  test.each(['k', 'K', 'R'])('%s loads nothing by itself, and offers c', async key => {
    const checkApp = asking({ state: 'loads', seconds: 0.8 });
    const { press, state } = fakeController({ effects: { checkApp } });
    press(key);
    await settled();
    expect(checkApp.mock.calls.map(([, , asked]) => asked)).toEqual([false]);
    const text = 'c: check that the app on disk still loads (it would run code of shop, which nobody has asked for)';
    expect(state().dialog!.note).toEqual({ tone: 'note', text });
    press('c');
    expect(state().dialog!.note).toMatchObject({ tone: 'progress', text: expect.stringMatching(/looking/) });
    await settled();
    expect(checkApp.mock.calls.map(([, , asked]) => asked)).toEqual([false, true]);
    expect(state().dialog!.note).toMatchObject({ tone: 'good', text: expect.stringMatching(/still loads/) });
    expect(state().dialog!.choices[state().dialog!.focus]!.run).toBeNull();
  });

  test('c looks once: not again while it looks, nor when it has looked', async () => {
    const { promise, resolve } = deferred<Preflight>();
    const checkApp = vi.fn<Effects['checkApp']>(async (_i, _s, asked) => (asked ? await promise : unasked));
    const { press, state, effects } = fakeController({ effects: { checkApp } });
    press('k');
    await settled();
    press('c', 'c', 'c');
    await settled();
    expect(checkApp).toHaveBeenCalledTimes(2);
    resolve({ state: 'broken', words: 'ImportError: x', part: 'app' });
    await settled();
    press('c');
    await settled();
    expect(checkApp).toHaveBeenCalledTimes(2);
    expect(state().dialog!.note).toMatchObject({ tone: 'bad', text: expect.stringMatching(/ImportError: x/) });
    expect(effects.kill).not.toHaveBeenCalled();
  });

  test('c means nothing before it is offered, nor where the check needs no asking', async () => {
    const checkApp = vi.fn<Effects['checkApp']>(async () => ({ state: 'loads', seconds: 0.8 }));
    const { press, state } = fakeController({ effects: { checkApp } });
    press('k', 'c');
    await settled();
    press('c');
    await settled();
    expect(checkApp).toHaveBeenCalledTimes(1);
    expect(state().dialog!.title).toMatch(/12/);
  });

  test('c is not taken for what nobody has seen yet', async () => {
    const checkApp = asking({ state: 'loads', seconds: 0.8 });
    const { controller, press } = fakeController({ effects: { checkApp } });
    controller.isSeen = () => false;
    press('k');
    await settled();
    press('c');
    await settled();
    expect(checkApp).toHaveBeenCalledTimes(1);
  });

  test('a check that fails by itself is told', async () => {
    const checkApp = vi.fn<Effects['checkApp']>(async (_i, _s, asked) => {
      if (asked) throw new Error('no such thing');
      return unasked;
    });
    const { press, state } = fakeController({ effects: { checkApp } });
    press('k');
    await settled();
    press('c');
    await settled();
    expect(state().dialog!.note).toMatchObject({ text: expect.stringMatching(/not known: no such thing/) });
  });
});

describe('K', () => {
  test('replaces all workers over the threshold', async () => {
    const { press, state, effects } = fakeController();
    press('K');
    expect(state().dialog!.title).toBe('Replace 1 worker, one at a time?');
    press('right', 'enter');
    await settled();
    expect(effects.recycle.mock.calls[0]![1].map(({ pid }) => pid)).toEqual([12]);
    expect(state().message).toEqual({ tone: 'good', text: 'recycled' });
  });

  test('or those that Space has tagged, once', async () => {
    const { press, state, effects } = fakeController();
    press('down', ' ', 'K', 'right', 'enter');
    await settled();
    expect(effects.recycle.mock.calls[0]![1].map(({ pid }) => pid)).toEqual([11]);
    expect(state().tagged.size).toBe(0);
  });

  test('says when there is none, and U takes the tags away', () => {
    const well = shop().map(process => ({ ...process, fds: 5 }));
    const { press, state } = fakeController({ snapshot: { processes: well } });
    press('K');
    expect(state().message!.text).toMatch(/no worker holds 10,000 fds or more/);
    press(' ', ' ');
    expect(state().tagged.size).toBe(2);
    press('U');
    expect(state().tagged.size).toBe(0);
  });

  test('leaves alone a tagged one that the filter hides, and says so when there is no other', async () => {
    const { press, state, store, effects } = fakeController();
    press('down', ' ');
    store.dispatch({ type: 'filter', text: 'pid=12' });
    press('K');
    expect(state().message!.text).toBe('the filter hides the tagged workers; Esc shows all rows');
    press('home', ' ', 'K', 'right', 'enter');
    await settled();
    expect(effects.recycle.mock.calls[0]![1].map(({ pid }) => pid)).toEqual([12]);
  });

  test('leaves alone what the filter hides', () => {
    const { press, state } = fakeController();
    press('/', ...'blog', 'enter', 'K');
    expect(state().dialog).toBeNull();
    expect(state().message!.text).toMatch(/no worker that the filter shows holds 10,000 fds/);
  });

  test('offers the check of a service that waits for it, also where that of another is not known', async () => {
    const blog = [
      sample({ pid: 20, ppid: 1, role: 'master', instance: '20@200' }),
      sample({ pid: 21, ppid: 20, instance: '20@200', fds: 11_000 }),
    ];
    const other = instance({ id: '20@200', name: 'blog:app', unit: 'blog.service', masterPid: 20, workerPids: [21] });
    const { press, state } = fakeController({
      snapshot: { instances: [instance(), other], processes: [...shop(), ...blog] },
      effects: {
        checkApp: async ({ unit }) =>
          unit === 'blog.service' ? { state: 'unasked', why: 'code of blog' } : { state: 'unknown', why: 'preload' },
      },
    });
    press('K');
    await settled();
    expect(state().dialog!.note?.text).toMatch(/^c: check .*code of blog \(blog\.service\)/);
    expect(state().dialog!.onCheck).toBeDefined();
  });

  test('looks at the app of each service', async () => {
    const other = [{ id: '20@200', name: 'blog:app', unit: 'blog.service', masterPid: 20, workerPids: [21] }];
    const blog = [
      sample({ pid: 20, ppid: 1, role: 'master', instance: '20@200' }),
      sample({ pid: 21, ppid: 20, instance: '20@200', fds: 11_000 }),
    ];
    const { press, state } = fakeController({
      snapshot: { instances: [instance(), ...other.map(instance)], processes: [...shop(), ...blog] },
      effects: {
        checkApp: async ({ unit }) =>
          unit === 'blog.service'
            ? { state: 'broken', words: 'ImportError: x', part: 'app' }
            : { state: 'loads', seconds: 1 },
      },
    });
    press('K');
    await settled();
    expect(state().dialog!.note).toMatchObject({
      tone: 'bad',
      text: expect.stringMatching(/ImportError: x \(blog\.service\)/),
    });
  });

  test('a tag goes with its process', () => {
    const { press, state, store } = fakeController();
    press(' ');
    store.dispatch({ type: 'tick', snapshot: snapshot({ processes: shop().slice(0, 2) }) });
    expect(state().tagged.size).toBe(0);
  });
});

describe('l', () => {
  test('offers what is above the limit, and raises master and workers', async () => {
    const { press, state, effects } = fakeController();
    press('l');
    expect(state().dialog!.choices.map(({ label }) => label)).toEqual(['Cancel', '65,536', '262,144', '1,048,576']);
    expect(state().dialog!.lines).toContain('It buys time.');
    press('right', 'enter');
    await settled();
    expect(effects.raiseLimit.mock.calls[0]![0]).toMatchObject({ n: 65_536 });
    expect(effects.planLimit.mock.calls[0]![0].map(({ pid }) => pid).sort()).toEqual([10, 11, 12]);
  });

  test('says why not', () => {
    const { press, state } = fakeController({ effects: { planLimit: () => ({ refused: 'only root may' }) } });
    press('l');
    expect(state().dialog).toBeNull();
    expect(state().message!.text).toBe('the limit of 12 cannot be raised: only root may');
  });
});

describe('c', () => {
  test('shows the advice where nothing is fdtop’s to change', async () => {
    const { press, state, effects } = fakeController();
    press('c');
    await settled();
    expect(state().dialog!.lines).toContain('edit it');
    press('enter');
    expect(state().dialog).toBeNull();
    expect(effects.applyCure).not.toHaveBeenCalled();
  });
});

describe('o and d', () => {
  test.each([
    ['o', 'origin'],
    ['d', 'diagnosis'],
  ])('%s opens the page, and Esc leads back', (key, what) => {
    const { press, state } = fakeController();
    press(key);
    expect(state().screen).toMatchObject({ name: 'report', what, target: { pid: 12 } });
    press('esc');
    expect(state().screen.name).toBe('table');
  });
});

describe('what this user may not do', () => {
  test('is offered through sudo, and done there when agreed to', async () => {
    const sudo = vi.fn(async () => 0);
    const kill = async (): Promise<Outcome> => ({ ok: false, denied: true, text: 'permission denied' });
    const { press, state } = fakeController({ effects: { kill, sudo } });
    press('k', 'right', 'enter');
    await settled();
    expect(state().dialog).toMatchObject({ title: 'Do it with sudo?', focus: 0 });
    expect(state().dialog!.lines).toContain('Runs: sudo fdtop kill 12 --signal TERM --yes');
    press('right', 'enter');
    await settled();
    expect(sudo).toHaveBeenCalledWith(['kill', '12', '--signal', 'TERM', '--yes']);
    expect(state().message).toMatchObject({ tone: 'good' });
  });

  const refused = async (): Promise<Outcome> => ({ ok: false, denied: true, text: 'permission denied' });
  const dropIn = { kind: 'drop-in', file: '/etc/x', diff: '', commands: [], notes: [] } as unknown as CurePlan;

  test.each([
    ['Write it', ['right'], ['cure', '10']],
    ['Write it and restart', ['right', 'right'], ['cure', '10', '--yes']],
  ])('c, %s: sudo restarts nothing that was not to be', async (_, moves, words) => {
    const sudo = vi.fn(async () => 0);
    const { press } = fakeController({ effects: { planCure: async () => dropIn, applyCure: refused, sudo } });
    press('c');
    await settled();
    press(...moves, 'enter');
    await settled();
    press('right', 'enter');
    await settled();
    expect(sudo).toHaveBeenCalledWith(words);
  });

  test('K: the threshold stands for more than the tags, so fdtop in sudo asks', async () => {
    const sudo = vi.fn(async () => 0);
    const { press } = fakeController({ effects: { recycle: refused, sudo } });
    press('down', ' ', 'K', 'right', 'enter');
    await settled();
    press('right', 'enter');
    await settled();
    expect(sudo).toHaveBeenCalledWith(['recycle', '10', '--over', '40']);
  });

  test('is not offered to root', async () => {
    const kill = async (): Promise<Outcome> => ({ ok: false, denied: true, text: 'permission denied' });
    const { press, state } = fakeController({ effects: { kill } });
    press('k', 'right', 'enter');
    await settled();
    expect(state().dialog).toBeNull();
  });
});

describe('read-only', () => {
  test('neither asks nor does', async () => {
    const { press, state, effects } = fakeController({ readOnly: true });
    for (const { keys } of TABLE_KEYS.filter(({ acts }) => acts)) press(...keys, 'right', 'enter');
    await settled();
    expect(state().dialog).toBeNull();
    const touching = [
      'kill',
      'recycle',
      'planService',
      'runWay',
      'planLimit',
      'raiseLimit',
      'planCure',
      'applyCure',
    ] as const;
    for (const name of touching) expect(effects[name], name).not.toHaveBeenCalled();
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
    const seen = chosenColumns(null, false).map(() => {
      press('>');
      return state().sort;
    });
    expect(new Set(seen.map(({ column }) => column)).size).toBe(chosenColumns(null, false).length);
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
    expect(state()).toMatchObject({ filter: 'kq é?', draft: 'kq é?', editingFilter: true, dialog: null });
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
