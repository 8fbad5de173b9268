import type { Preflight } from '../../actions/preflight.ts';
import type { Message } from '../../store/state.ts';
import { words } from '../../words/words.ts';
import type { Controller } from '../controller.ts';

/**
 * While the dialog stands: would a new worker come up? Where that runs code of another user it is offered, as the key `c`. What is on disk may be another app than the one that runs. `reads` is
 * how much of it the action loads anew: a worker is a fork of the master, and reads no configuration.
 */
export async function checkAppInDialog(
  { store }: Controller,
  title: string,
  check: (asked: boolean) => Promise<Preflight>,
  reads: 'app' | 'config' = 'app',
): Promise<void> {
  const note = (tone: Message['tone'], text: string, onCheck?: () => void) =>
    store.dispatch({ type: 'note', title, note: { tone, text }, onCheck });
  const look = async (asked: boolean) => {
    note('progress', words().appCheck.looking);
    const result = await check(asked);
    const again = result.state === 'unasked' ? () => void look(true).catch(unknown) : undefined;
    const [tone, text] = describe(result, reads);
    note(tone, result.left === undefined ? text : `${text}. ${words().checks.leftBehind(result.left)}`, again);
  };
  const unknown = (error: Error) => note('progress', words().appCheck.notKnown(error.message));
  try {
    await look(false);
  } catch (error) {
    unknown(error as Error);
  }
}

function describe(result: Preflight, reads: 'app' | 'config'): [Message['tone'], string] {
  const said = words().appCheck;
  switch (result.state) {
    case 'loads':
      return ['good', said.loads(result.seconds)];
    case 'unknown':
      return ['progress', said.notKnown(result.why)];
    case 'unasked':
      return ['note', said.mayAsk(result.why)];
    case 'broken':
      if (result.part === 'config') {
        return reads === 'config'
          ? ['bad', said.brokenConfigHalts(result.words)]
          : ['progress', said.brokenConfigIdle(result.words)];
      }
      return ['bad', said.brokenApp(result.words)];
  }
}
