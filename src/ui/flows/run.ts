import type { Outcome, Progress } from '../../actions/outcome.ts';
import type { SessionEvent } from '../../model/session-event.ts';
import { shellCommand } from '../../model/shell-command.ts';
import { processKey } from '../../model/snapshot.ts';
import type { Message } from '../../store/state.ts';
import { words as catalogue } from '../../words/words.ts';
import type { Controller } from '../controller.ts';

/** The action that was started last: only it tells its progress, so that two at once do not talk over each other. */
let latestAction = 0;

/**
 * Shows what an action says while it runs, and its outcome. `words` are the same action on the command line: where this user
 * may not do it, it is offered through sudo.
 */
export async function run(
  controller: Controller,
  words: readonly string[],
  action: (progress: Progress) => Promise<Outcome>,
): Promise<void> {
  const { store } = controller;
  latestAction += 1;
  const id = latestAction;
  const note = logOf(controller, words);
  const end = (tone: 'good' | 'bad', text: string) => {
    store.dispatch({ type: 'message', message: { tone, text } });
    note(tone, text);
  };
  if (words.length > 0) note('note', `fdtop ${words.filter(word => word !== '--yes').join(' ')}`);
  try {
    const { ok, text, denied } = await action(text => {
      if (id === latestAction) store.dispatch({ type: 'message', message: { tone: 'progress', text } });
    });
    end(ok ? 'good' : 'bad', text);
    if (denied) offerSudo(controller, words, text);
  } catch (error) {
    end('bad', (error as Error).message);
  }
}

/** Writes into the log of the session what is done to the process that the words name, and to its instance. */
function logOf({ store }: Controller, words: readonly string[]) {
  const target = store.getState().shown?.processes.find(({ pid }) => String(pid) === words[1]);
  const about = target ? [processKey(target), ...(target.instance === null ? [] : [target.instance])] : [];
  return (tone: SessionEvent['tone'], text: string) =>
    store.dispatch({ type: 'happened', events: [{ at: Date.now() / 1000, tone, text, about }] });
}

function offerSudo(controller: Controller, words: readonly string[], reason: string): void {
  const { store, effects } = controller;
  const { sudo } = effects;
  if (!sudo || !isFree(controller)) return;
  const said = catalogue().dialogs;
  const command = shellCommand(['sudo', 'fdtop', ...words]);
  const inSudo = async () => {
    let code = 1;
    await controller.withTerminal(async () => {
      code = await sudo(words);
    });
    const text = code === 0 ? said.sudoDone(command) : said.sudoEnded(command, code);
    store.dispatch({ type: 'message', message: { tone: code === 0 ? 'good' : 'bad', text } });
    logOf(controller, words)(code === 0 ? 'good' : 'bad', text);
  };
  store.dispatch({
    type: 'open-dialog',
    dialog: {
      title: said.sudo,
      lines: [reason, said.runs(command), said.mayAsk],
      choices: [
        { label: said.cancel, run: null },
        { label: said.runSudo, run: () => void inSudo() },
      ],
      focus: 0,
      targetKeys: [],
    },
  });
}

/** Whether a dialog may open: what was opened meanwhile must not be replaced under the fingers, nor lie behind it. */
export function isFree({ store }: Pick<Controller, 'store'>): boolean {
  const { dialog, editingFilter, screen } = store.getState();
  return !dialog && !editingFilter && screen.name === 'table';
}

export function say({ store }: Pick<Controller, 'store'>, text: string, tone: Message['tone'] = 'bad'): void {
  store.dispatch({ type: 'message', message: { tone, text } });
}
