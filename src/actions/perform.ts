import { type ActionRecord, logAction } from './action-log.ts';
import { failed, type Outcome, type Progress } from './outcome.ts';

/**
 * Runs an action and writes it down, whatever becomes of it. `interrupted` (Ctrl-C) ends the waiting, not what was begun:
 * the outcome then says how far it was.
 */
export async function perform(
  record: ActionRecord,
  act: (progress: Progress) => Promise<Outcome>,
  progress: Progress,
  interrupted?: AbortSignal,
): Promise<Outcome> {
  const started = performance.now();
  let latest = 'nothing was done yet';
  const tell = (text: string) => {
    latest = text;
    progress(text);
  };
  const outcome = await Promise.race([
    act(tell).catch((error: Error) => failed(`${error.message}; the last that was seen: ${latest}`)),
    ...(interrupted ? [aborted(interrupted).then(() => failed(`interrupted, not undone: ${latest}`))] : []),
  ]);
  const unwritten = logAction(record, outcome, (performance.now() - started) / 1000);
  return unwritten === null ? outcome : { ...outcome, text: `${outcome.text} (not logged: ${unwritten})` };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
