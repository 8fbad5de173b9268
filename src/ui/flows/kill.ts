import { holding } from '../../actions/process-handle.ts';
import { instanceOf } from '../../model/snapshot.ts';
import { words } from '../../words/words.ts';
import type { Controller } from '../controller.ts';
import { killDialog } from '../dialogs.ts';
import type { KillSignal } from '../effects.ts';
import { selectedProcess } from '../rows.ts';
import { checkAppInDialog } from './check-app.ts';
import { askAbout } from './held.ts';
import { run, say } from './run.ts';

/** `k`: asks how the selected process is to end, and watches what comes of it. */
export function openKill(controller: Controller): void {
  const { store, effects } = controller;
  const target = selectedProcess(store.getState());
  const snapshot = store.getState().shown;
  if (!snapshot) return;
  if (!target) {
    say(controller, words().killDialog.noProcess, 'note');
    return;
  }
  const kill = (signal: KillSignal) =>
    void run(controller, ['kill', String(target.pid), '--signal', signal.slice(3), '--yes'], progress =>
      holding([target], () => effects.kill(target, snapshot, signal, progress)),
    );
  const instance = instanceOf(snapshot, target);
  const dialog = killDialog(target, instance, kill);
  askAbout(controller, dialog, [target]);
  if (instance?.gunicorn && instance.masterPid !== null && target.role === 'worker') {
    void checkAppInDialog(controller, dialog.title, asked => effects.checkApp(instance, snapshot, asked));
  }
}
