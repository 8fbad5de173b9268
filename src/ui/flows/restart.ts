import { holding } from '../../actions/process-handle.ts';
import type { ServicePlan, Way } from '../../actions/restart-plan.ts';
import { instanceOf, serviceTitle } from '../../model/snapshot.ts';
import { words } from '../../words/words.ts';
import type { Controller } from '../controller.ts';
import { restartDialog } from '../dialogs.ts';
import { selectedMember } from '../rows.ts';
import { checkAppInDialog } from './check-app.ts';
import { askAbout } from './held.ts';
import { isFree, run, say } from './run.ts';

/** `r` and `R`: restart and reload of the selected process's service, in one dialog that says what each does. */
export async function openRestart(controller: Controller, wanted: 'restart' | 'reload'): Promise<void> {
  const { store, effects } = controller;
  const target = selectedMember(store.getState());
  const snapshot = store.getState().shown;
  if (!target || !snapshot) return;
  const instance = instanceOf(snapshot, target);
  const master = snapshot.processes.find(({ pid, instance: id }) => pid === instance?.masterPid && id === instance.id);
  if (!instance || !master) {
    return say(controller, words().restartDialog.noService(target.pid, instance !== null));
  }
  let plan: ServicePlan;
  try {
    plan = await effects.planService(master, instance);
  } catch (error) {
    return say(controller, (error as Error).message);
  }
  if (!isFree(controller)) return say(controller, words().dialogs.tooLate(wanted), 'note');
  const chosen = plan[wanted];
  if ('refused' in plan.restart && 'refused' in plan.reload && 'refused' in chosen)
    return say(controller, words().restartDialog.refused(wanted, serviceTitle(instance), chosen.refused));

  const go = (way: Way) =>
    void run(controller, [way.does, String(master.pid), '--yes'], progress =>
      holding([master], () => effects.runWay(way, instance, snapshot, progress)),
    );
  const dialog = restartDialog({ instance, master, plan, wanted }, go);
  askAbout(controller, dialog, [master]);
  if (instance.gunicorn)
    void checkAppInDialog(controller, dialog.title, asked => effects.checkApp(instance, snapshot, asked), 'config');
}
