import type { CurePlan } from '../../actions/cure.ts';
import { type Instance, instanceOf, processKey } from '../../model/snapshot.ts';
import type { Choice } from '../../store/state.ts';
import { words } from '../../words/words.ts';
import type { Controller } from '../controller.ts';
import { selectedMember } from '../rows.ts';
import { instanceTitle } from '../words.ts';
import { isFree, run, say } from './run.ts';

/** `c`: the permanent fix of the selected process's unit: shows the diff and what is run, then asks. */
export async function openCure(controller: Controller): Promise<void> {
  const { store, effects } = controller;
  const target = selectedMember(store.getState());
  const snapshot = store.getState().shown;
  const instance = target && snapshot && instanceOf(snapshot, target);
  if (!target || !snapshot) return;
  if (!instance || instance.masterPid === null) return say(controller, words().cureDialog.noService(target.pid));
  let plan: CurePlan;
  try {
    plan = await effects.planCure(instance, snapshot);
  } catch (error) {
    return say(controller, (error as Error).message);
  }
  const master = snapshot.processes.find(({ pid, instance: id }) => pid === instance.masterPid && id === instance.id);
  if (!isFree(controller)) return say(controller, words().dialogs.tooLate('cure'), 'note');
  if (plan.kind === 'nothing') return say(controller, plan.text, 'good');
  if (plan.kind === 'refused') return say(controller, plan.text);

  // --yes restarts: who chose not to is asked by fdtop in sudo.
  const apply = (restart: boolean) =>
    void run(controller, ['cure', String(instance.masterPid), ...(restart ? ['--yes'] : [])], progress =>
      effects.applyCure(plan, { restart }, instance, snapshot, progress),
    );
  store.dispatch({
    type: 'open-dialog',
    dialog: {
      title: titleOf(plan, instance),
      lines: [instanceTitle(instance), ...linesOf(plan)],
      choices: plan.kind === 'drop-in' ? choicesOf(apply) : [{ label: words().dialogs.close, run: null }],
      focus: 0,
      targetKeys: [processKey(master ?? target)],
    },
  });
}

function choicesOf(apply: (restart: boolean) => void): Choice[] {
  return [
    { label: words().dialogs.cancel, run: null },
    { label: words().cureDialog.write, run: () => apply(false) },
    { label: words().cureDialog.writeAndRestart, run: () => apply(true) },
  ];
}

function titleOf(plan: CurePlan, { unit, name }: Instance): string {
  return plan.kind === 'drop-in' ? words().cureDialog.title(unit ?? name) : words().cureDialog.notOurs(name);
}

function linesOf(plan: CurePlan): string[] {
  if (plan.kind === 'advice') return [...plan.lines];
  if (plan.kind !== 'drop-in') return [];
  const changes = plan.diff.split('\n').filter(line => /^[-+ ]/.test(line) && !/^(---|\+\+\+)/.test(line));
  return [plan.file, ...changes, ...plan.commands.map(command => words().dialogs.runs(command)), ...plan.notes];
}
