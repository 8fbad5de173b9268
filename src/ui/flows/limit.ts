import type { LimitPlan } from '../../actions/limit.ts';
import { holding } from '../../actions/process-handle.ts';
import { formatCount } from '../../model/format.ts';
import { instanceOf, type ProcessSample, processKey } from '../../model/snapshot.ts';
import type { Choice } from '../../store/state.ts';
import { words } from '../../words/words.ts';
import type { Controller } from '../controller.ts';
import { selectedMember } from '../rows.ts';
import { instanceTitle } from '../words.ts';
import { askAbout } from './held.ts';
import { run, say } from './run.ts';

const USUAL_LIMITS = [65_536, 262_144, 1_048_576];

/** `l`: raises the live limit of the selected process's whole service, as its next workers inherit the master's. */
export function openLimit(controller: Controller): void {
  const { store, effects } = controller;
  const target = selectedMember(store.getState());
  const snapshot = store.getState().shown;
  if (!target || !snapshot) return;
  const said = words().limitDialog;
  const instance = instanceOf(snapshot, target);
  const members = instance
    ? snapshot.processes.filter(({ instance: id, role }) => id === instance.id && role !== 'helper')
    : [target];
  const { limitSoft, limitHard } = target;
  const wanted = [...USUAL_LIMITS, limitHard ?? 0]
    .filter(limit => Number.isFinite(limit) && limit > (limitSoft ?? 0))
    .sort((a, b) => a - b);
  const plans = [...new Set(wanted)].map(limit => [limit, effects.planLimit(members, limit)] as const);
  const possible = plans.filter(([, plan]) => !('refused' in plan)).slice(0, 3);
  if (possible.length === 0) {
    const [, refused] = plans[0] ?? [];
    const why = refused && 'refused' in refused ? refused.refused : said.isAt(limitSoft);
    say(controller, said.cannot(target.pid, why));
    return;
  }
  const who = instance ? String(instance.masterPid ?? target.pid) : String(target.pid);
  askAbout(
    controller,
    {
      title: instance ? said.titleOfService(members.length) : said.titleOfProcess(target.pid),
      lines: [
        instance ? instanceTitle(instance) : target.command,
        said.now(limitSoft, limitHard, describeMembers(members)),
        ...warningsOf(possible.map(([, plan]) => plan)),
      ],
      choices: [
        { label: words().dialogs.cancel, run: null },
        ...possible.map(
          ([limit, plan]): Choice => ({
            label: formatCount(limit),
            run: () =>
              void run(controller, ['limit', who, String(limit), '--yes'], progress =>
                holding(members, () => effects.raiseLimit(plan, instance, members, limit, progress)),
              ),
          }),
        ),
      ],
      focus: 0,
      targetKeys: [processKey(target)],
    },
    members,
  );
}

function describeMembers(members: readonly ProcessSample[]): string {
  const workers = members.filter(({ role }) => role === 'worker').length;
  return members.length === 1 ? words().limitDialog.alone : words().limitDialog.withMaster(workers);
}

/** Those that hold for every choice. */
function warningsOf(plans: readonly LimitPlan[]): string[] {
  const all = plans.map(plan => ('refused' in plan ? [] : plan.warnings));
  return all[0]!.filter(warning => all.every(each => each.includes(warning)));
}
