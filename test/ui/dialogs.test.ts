import { describe, expect, test, vi } from 'vitest';
import type { ServicePlan } from '../../src/actions/restart-plan.ts';
import { killDialog, restartDialog } from '../../src/ui/dialogs.ts';
import { way } from './effects.ts';
import { instance, sample } from './snapshots.ts';

const run = vi.fn();
const leaking = sample({ pid: 12, fds: 488_868, severity: 'leaking', ageSeconds: 3 * 86_400 });

describe('the dialog before a kill', () => {
  const dialog = killDialog(leaking, instance(), run);
  const text = [dialog.title, ...dialog.lines].join('\n');

  test('names pid, role, instance, fds, severity and age', () => {
    for (const word of ['worker', '12', 'shop:app', 'gunicorn.service', '488,868 fds', 'leaking', '3 d']) {
      expect(text).toContain(word);
    }
  });

  test('has its focus on Cancel, which does nothing', () => {
    expect(dialog.choices[dialog.focus]).toEqual({ label: 'Cancel', run: null });
  });

  test('sends what its choices say', () => {
    const kill = vi.fn();
    const { choices } = killDialog(leaking, instance(), kill);
    for (const { run } of choices) run?.();
    expect(choices.map(({ label }) => label)).toEqual([
      'Cancel',
      expect.stringContaining('TERM'),
      expect.stringContaining('KILL'),
    ]);
    expect(kill.mock.calls).toEqual([['SIGTERM'], ['SIGKILL']]);
  });

  test('knows its target for good', () => {
    expect(dialog.targetKeys).toEqual(['12@120']);
  });

  test('of a master says that the service will stop', () => {
    const master = killDialog(sample({ pid: 10, role: 'master' }), instance(), run);
    expect(master.title).toBe('Kill master 10?');
    expect(master.lines.join(' ')).toMatch(/service will stop.*2 workers/);
  });

  test('of a worker without a master does not promise a replacement', () => {
    const { title, lines } = killDialog(leaking, instance({ masterPid: null }), run);
    expect(title).toBe('Kill worker 12?');
    expect(lines.join(' ')).toContain('nothing will replace it');
  });

  test.each(['helper', 'other'] as const)('of a %s does not promise a replacement', role => {
    expect(killDialog(sample({ pid: 9, role }), instance(), run).lines.join(' ')).not.toMatch(/starts a new/);
  });

  test('of a process of no instance names its command, and unknown fds', () => {
    const { lines } = killDialog(sample({ pid: 9, role: 'other', fds: null, command: 'nginx' }), null, run);
    expect(lines[0]).toBe('nginx');
    expect(lines[1]).toContain('fds not readable');
  });
});

describe('the dialog before a restart', () => {
  const master = sample({ pid: 10, role: 'master' });
  const both = { restart: way('restart'), reload: way('reload') };
  const byHand = { restart: { refused: 'it was started by hand' }, reload: way('reload') };
  const ask = (plan: ServicePlan) => restartDialog({ instance: instance(), master, plan, wanted: 'restart' }, run);

  test('shows the unit, and of each the very command and what it does', () => {
    const dialog = ask(both);
    expect(dialog.title).toBe('Restart gunicorn.service?');
    expect(dialog.lines.join('\n')).toMatch(
      /Restart runs: run restart\n {2}what a restart does\nReload runs: run reload\n {2}what a reload does/,
    );
    expect(dialog.choices.map(({ label }) => label)).toEqual(['Cancel', 'Restart', 'Reload']);
  });

  test('says why one cannot be, and does not offer it', () => {
    const dialog = ask(byHand);
    expect(dialog.lines).toContain('No restart: it was started by hand');
    expect(dialog.choices.map(({ label }) => label)).toEqual(['Cancel', 'Reload']);
  });

  test.each([both, byHand])('has its focus on Cancel', plan => {
    const dialog = ask(plan);
    expect(dialog.choices[dialog.focus]!.run).toBeNull();
    expect(dialog.targetKeys).toEqual(['10@100']);
  });
});
