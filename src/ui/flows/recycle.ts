import type { Outcome, Progress } from '../../actions/outcome.ts';
import type { Preflight } from '../../actions/preflight.ts';
import { holding } from '../../actions/process-handle.ts';
import { type Instance, type ProcessSample, processKey, type Snapshot, serviceTitle } from '../../model/snapshot.ts';
import { words } from '../../words/words.ts';
import type { Controller } from '../controller.ts';
import type { Effects } from '../effects.ts';
import { tableRows } from '../rows.ts';
import { instanceTitle } from '../words.ts';
import { checkAppInDialog } from './check-app.ts';
import { askAbout } from './held.ts';
import { run, say } from './run.ts';

interface Batch {
  instance: Instance;
  targets: ProcessSample[];
}

/** `K`: of what the filter shows replaces the tagged workers, or without tags all over the threshold, one at a time. */
export function openRecycle(controller: Controller): void {
  const { store, effects, leak } = controller;
  const state = store.getState();
  const said = words().recycleDialog;
  const { shown: snapshot, tagged, filter } = state;
  if (!snapshot) return;
  // What a filter hides is not meant: nobody looks at it.
  const visible = new Set(tableRows(state).flatMap(row => (row.type === 'process' ? [processKey(row.process)] : [])));
  const wanted = (process: ProcessSample) =>
    tagged.size > 0 ? tagged.has(processKey(process)) : (process.fds ?? 0) >= leak;
  const batches = batchesOf(snapshot, process => wanted(process) && visible.has(processKey(process)));
  const count = batches.reduce((sum, { targets }) => sum + targets.length, 0);
  if (count === 0) {
    const isHidden = batchesOf(snapshot, wanted).length > 0;
    const ofTags = isHidden ? said.taggedAreHidden : said.noWorkerTagged;
    say(controller, tagged.size > 0 ? ofTags : said.noWorkerOver(leak, filter !== ''));
    return;
  }
  const all = batches.flatMap(({ targets }) => targets);
  const title = said.title(count);
  const go = () => {
    store.dispatch({ type: 'untag-all' });
    void run(controller, wordsOf(batches, leak), progress =>
      holding(all, () => recycleAll(effects, batches, snapshot, progress)),
    );
  };
  askAbout(
    controller,
    {
      title,
      lines: [
        ...batches.map(
          ({ instance, targets }) =>
            `${instanceTitle(instance)}: ${targets.map(({ pid, fds }) => said.worker(pid, fds)).join(', ')}`,
        ),
        said.how,
      ],
      choices: [
        { label: words().dialogs.cancel, run: null },
        { label: said.replace(count), run: go },
      ],
      focus: 0,
      targetKeys: all.map(processKey),
    },
    all,
  );
  void checkAppInDialog(controller, title, asked => checkAll(effects, batches, snapshot, asked));
}

/** Each service has its own app; the first that does not load is told. */
async function checkAll(
  effects: Effects,
  batches: readonly Batch[],
  snapshot: Snapshot,
  asked: boolean,
): Promise<Preflight> {
  let worst: Preflight | null = null;
  for (const { instance } of batches) {
    const checked = await effects.checkApp(instance, snapshot, asked);
    const isOne = batches.length === 1 || checked.state === 'loads';
    const of = isOne ? checked : named(checked, serviceTitle(instance));
    if (checked.state === 'broken') return of;
    // What can be asked for is offered, whatever else cannot be known.
    if (worst === null || worst.state === 'loads' || (of.state === 'unasked' && worst.state === 'unknown')) worst = of;
  }
  return worst!;
}

function named(checked: Preflight, name: string): Preflight {
  if (checked.state === 'broken') return { ...checked, words: `${checked.words} (${name})` };
  return 'why' in checked ? { ...checked, why: `${checked.why} (${name})` } : checked;
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
    said.push(batches.length > 1 ? `${serviceTitle(instance)}: ${outcome.text}` : outcome.text);
    if (!outcome.ok) return { ...outcome, text: said.join('; ') };
  }
  return { ok: true, text: said.join('; ') };
}

/** The nearest on the command line: it knows a threshold, not tags. So it says which workers those are, and asks. */
function wordsOf([first]: readonly Batch[], leak: number): string[] {
  const least = Math.min(leak, ...first!.targets.map(({ fds }) => fds ?? leak));
  return ['recycle', String(first!.instance.masterPid), '--over', String(Math.max(1, least))];
}
