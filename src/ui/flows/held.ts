import { holdProcesses, type Target } from '../../actions/process-handle.ts';
import type { Dialog } from '../../store/state.ts';
import type { Controller } from '../controller.ts';

/**
 * Opens a dialog and holds the processes that it asks about until it is closed, so that whoever has got a pid meanwhile is
 * another. What is chosen in it holds them on by `holding`, begun before the event loop turns.
 */
export function askAbout({ store }: Pick<Controller, 'store'>, dialog: Dialog, targets: readonly Target[]): void {
  const release = holdProcesses(targets);
  store.dispatch({ type: 'open-dialog', dialog });
  const stop = store.subscribe(() => {
    // A note or another focus makes a new dialog of the same processes.
    if (store.getState().dialog?.targetKeys === dialog.targetKeys) return;
    stop();
    setImmediate(release);
  });
}
