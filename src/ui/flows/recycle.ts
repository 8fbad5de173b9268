import type { Outcome, Progress } from '../../actions/outcome.ts';
import { formatCount, plural } from '../../model/format.ts';
import { type Instance, type ProcessSample, processKey, type Snapshot } from '../../model/snapshot.ts';
import type { Controller } from '../controller.ts';
import type { Effects } from '../effects.ts';
import { instanceTitle } from '../words.ts';
import { checkAppInDialog } from './check-app.ts';
import { run, say } from './run.ts';

interface Batch {
  instance: Instance;
  targets: ProcessSample[];
}

/** `K`: replaces the tagged workers, or without tags all over the threshold, one at a time. */
export function openRecycle(controller: Controller): void {
  const { store, effects, leak } = controller;
  const { shown: snapshot, tagged } = store.getState();
  if (!snapshot) return;
  const wanted = ({ fds, ...process }: ProcessSample) =>
    tagged.size > 0 ? tagged.has(processKey(process)) : (fds ?? 0) >= leak;
  const batches = batchesOf(snapshot, wanted);
  const count = batches.reduce((sum, { targets }) => sum + targets.length, 0);
  if (count === 0) {
    say(
      controller,
      tagged.size > 0
        ? 'none of the tagged rows is a worker of a Gunicorn'
        : `no worker holds ${formatCount(leak)} fds or more; Space tags others`,
    );
    return;
  }
  const title = `Replace ${plural(count, 'worker')}, one at a time?`;
  const go = () => {
    store.dispatch({ type: 'untag-all' });
    void run(controller, wordsOf(batches, leak), progress => recycleAll(effects, batches, snapshot, progress));
  };
  store.dispatch({
    type: 'open-dialog',
    dialog: {
      title,
      lines: [
        ...batches.map(
          ({ instance, targets }) =>
            `${instanceTitle(instance)}: ${targets.map(({ pid, fds }) => `${pid} (${formatCount(fds)} fds)`).join(', ')}`,
        ),
        'Each gets TERM and time to end its requests, at last KILL. The next goes only when the replacement of the last one serves; the first failure stops it.',
      ],
      choices: [
        { label: 'Cancel', run: null },
        { label: `Replace ${plural(count, 'worker')}`, run: go },
      ],
      focus: 0,
      targetKey: null,
    },
  });
  const { instance } = batches[0]!;
  void checkAppInDialog(controller, title, () => effects.checkApp(instance, snapshot));
}

function batchesOf(snapshot: Snapshot, wanted: (process: ProcessSample) => boolean): Batch[] {
  return snapshot.instances.flatMap(instance => {
    const targets = snapshot.processes.filter(
      process => process.instance === instance.id && process.role === 'worker' && wanted(process),
    );
    return instance.gunicorn && targets.length > 0 ? [{ instance, targets }] : [];
  });
}

async function recycleAll(
  effects: Effects,
  batches: readonly Batch[],
  snapshot: Snapshot,
  progress: Progress,
): Promise<Outcome> {
  const said: string[] = [];
  for (const { instance, targets } of batches) {
    const outcome = await effects.recycle(instance, targets, snapshot, progress);
    said.push(batches.length > 1 ? `${instance.unit ?? instance.name}: ${outcome.text}` : outcome.text);
    if (!outcome.ok) return { ...outcome, text: said.join('; ') };
  }
  return { ok: true, text: said.join('; ') };
}

/** The nearest on the command line: it knows a threshold, not tags. */
function wordsOf([first]: readonly Batch[], leak: number): string[] {
  const least = Math.min(leak, ...first!.targets.map(({ fds }) => fds ?? leak));
  return ['recycle', String(first!.instance.masterPid), '--over', String(Math.max(1, least)), '--yes'];
}
