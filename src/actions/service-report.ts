import type { Ran } from '../service/run.ts';
import type { ManagedService } from '../service/service.ts';
import { denied, failed, type Outcome } from './outcome.ts';
import type { Way } from './restart-plan.ts';

/** The manager did not do it: its own words, and how the service stands now; or, where that was all, who may. */
export async function notDone(way: Way, ran: Ran): Promise<Outcome> {
  const what = `${way.does} of ${way.unit} failed: ${ran.words}`;
  if (ran.denied) {
    const wayOut = way.sudoCommand === null ? 'run fdtop as a user who may' : `run: ${way.sudoCommand}`;
    return denied(`${what}; nothing was changed; ${wayOut}`);
  }
  return failed(`${what}; ${await howItStands(way.service!)}`);
}

/** `gunicorn.service is failed (Result: exit-code); its journal ends: LINE | LINE`. */
export async function howItStands(service: ManagedService): Promise<string> {
  const [state, { log, lines }] = await Promise.all([service.state(), service.lastLines()]);
  const end =
    lines.length > 0 ? `its ${log} ends: ${lines.join(' | ')}` : `its ${log} tells nothing, or may not be read`;
  return `${service.unit} is ${state.text}${state.down ? ': nothing of it runs' : ''}; ${end}`;
}
