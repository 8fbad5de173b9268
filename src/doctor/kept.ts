import { actionLogFile, trustOfLog } from '../actions/action-log.ts';
import { stateFile, whyNotKept } from '../watch/state-file.ts';
import { type Fact, off, ok } from './fact.ts';
import { withoutHome } from './without-home.ts';

/** What fdtop writes by itself: where, and why it would not. */
export function keptFacts(): Fact[] {
  return [
    fact(
      'kept.actions',
      'action log',
      actionLogFile,
      file => trustOfLog(file).why,
      'actions are done, not written down',
    ),
    fact('kept.state', 'watch state', stateFile, whyNotKept, 'after a restart fdtop watch may tell alerts twice'),
  ];
}

function fact(
  id: string,
  title: string,
  fileOf: () => string,
  whyNot: (file: string) => string | null,
  without: string,
): Fact {
  try {
    const file = fileOf();
    const why = whyNot(file);
    const value = withoutHome(file);
    return why === null ? ok(id, title, value) : off(id, title, value, withoutHome(`${why}: ${without}`));
  } catch (error) {
    return off(id, title, null, `${(error as Error).message}: ${without}`);
  }
}
