import type { Ran } from '../service/run.ts';
import type { ManagedService } from '../service/service.ts';
import { words } from '../words/words.ts';
import { denied, failed, type Outcome } from './outcome.ts';
import type { Way } from './restart-plan.ts';

/** The manager did not do it: its own words, and how the service stands now; or, where that was all, who may. */
export async function notDone(way: Way, ran: Ran): Promise<Outcome> {
  const said = words().restarts;
  const what = said.failed(way.does, way.unit, ran.words);
  if (ran.denied) {
    const wayOut = way.sudoCommand === null ? said.asAnother : said.run(way.sudoCommand);
    return denied(said.unchanged(what, wayOut));
  }
  return failed(`${what}; ${await howItStands(way.service!)}`);
}

/** `gunicorn.service is failed (Result: exit-code); its journal ends: LINE | LINE`. */
export async function howItStands(service: ManagedService): Promise<string> {
  const [state, { log, lines }] = await Promise.all([service.state(), service.lastLines()]);
  const said = words().restarts;
  const end = lines.length > 0 ? said.logEnds(log, lines.join(' | ')) : said.logEmpty(log);
  return said.stands(service.unit, state.text, state.down, end);
}
