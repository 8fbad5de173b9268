import { words } from '../words/words.ts';
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
  let latest = words().kills.notDoneYet;
  const tell = (text: string) => {
    latest = text;
    progress(text);
  };
  const outcome = await Promise.race([
    act(tell).catch((error: Error) => failed(words().kills.lastSeen(error.message, latest))),
    ...(interrupted ? [aborted(interrupted).then(() => failed(words().kills.interrupted(latest)))] : []),
  ]);
  const unwritten = logAction(record, outcome, (performance.now() - started) / 1000);
  return unwritten === null ? outcome : { ...outcome, text: words().kills.notLogged(outcome.text, unwritten) };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
