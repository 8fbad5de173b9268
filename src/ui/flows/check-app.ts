import type { Preflight } from '../../actions/preflight.ts';
import { formatSeconds } from '../../model/format.ts';
import type { Message } from '../../store/state.ts';
import type { Controller } from '../controller.ts';

/**
 * While the dialog stands: would a new worker come up? What is on disk may be another app than the one that runs. `reads` is
 * how much of it the action loads anew: a worker is a fork of the master, and reads no configuration.
 */
export async function checkAppInDialog(
  { store }: Controller,
  title: string,
  check: () => Promise<Preflight>,
  reads: 'app' | 'config' = 'app',
): Promise<void> {
  const note = (tone: Message['tone'], text: string) => store.dispatch({ type: 'note', title, note: { tone, text } });
  note('progress', 'looking whether the app on disk still loads');
  try {
    const [tone, text] = describe(await check(), reads);
    note(tone, text);
  } catch (error) {
    note('progress', `whether the app on disk loads is not known: ${(error as Error).message}`);
  }
}

function describe(result: Preflight, reads: 'app' | 'config'): [Message['tone'], string] {
  switch (result.state) {
    case 'loads':
      return ['good', `the app on disk still loads (checked just now, ${formatSeconds(result.seconds)})`];
    case 'unknown':
      return ['progress', `whether the app on disk loads is not known: ${result.why}`];
    case 'broken':
      if (result.part === 'config') {
        const what = `the configuration on disk does not load: ${result.words}.`;
        return reads === 'config'
          ? ['bad', `${what} This would halt the whole service.`]
          : ['progress', `${what} No new worker reads it, but a reload or restart would fail.`];
      }
      return [
        'bad',
        `the app on disk does not load: ${result.words}. A new worker would fail, and halt the whole service.`,
      ];
  }
}
