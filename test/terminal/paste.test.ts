/** What is pasted, or typed before it can have been read, does nothing to a worker. */
import { expect, it } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { isAlive } from '../support/processes.ts';
import { openTerminal } from './terminal.ts';

const pasted = (text: string) => `\x1b[200~${text}\x1b[201~`;
const RIGHT = '\x1b[C';

need('gunicorn')('with a worker under the selection', () => {
  it('a paste with k and Enter in it kills nothing; in the filter it is text', async () => {
    const name = 'paste-shop';
    const gunicorn = await startGunicorn({ workers: 1, name });
    const [worker] = gunicorn.workerPids();
    const terminal = openTerminal({ command: process.execPath, args: [FDTOP], cols: 100, rows: 24 });
    await terminal.waitFor(/q quit/);
    await terminal.waitFor(screen => screen.modes().bracketedPaste);
    terminal.write(`/${pasted(`${name}\n`)}`);
    await terminal.waitFor(`filter: ${name}`);
    terminal.key('enter');
    await terminal.waitFor(new RegExp(`^.* ${worker} +worker`, 'm'));

    terminal.write(pasted(`k${RIGHT}\rk\rq`));
    await terminal.waitFor('pasted text is not taken for keys');
    expect(`${terminal}`).not.toContain('Replace worker');

    // Without the marks of a paste, as on a terminal that knows none: the keys come in one go.
    terminal.key('end');
    terminal.key('home');
    terminal.write(`k${RIGHT}\r`);
    await terminal.waitFor(/(Replace worker|Kill master) \d+\?/);
    await terminal.waitFor(/\[ .*TERM.* \]/);
    terminal.write(pasted('\r'));
    terminal.write('kk');
    expect(isAlive(worker!) && isAlive(gunicorn.masterPid)).toBe(true);
    await terminal.waitFor(/\[ .*TERM.* \]/);
    terminal.key('esc');
    await terminal.waitFor(screen => !/\[ .*TERM.* \]/.test(screen.text().join('\n')));
    expect(isAlive(worker!) && isAlive(gunicorn.masterPid)).toBe(true);
    terminal.write('q');
    expect(await terminal.exit).toMatchObject({ code: 0, sttyRestored: true });
    expect(terminal.modes().bracketedPaste).toBe(false);
    await gunicorn.stop();
  });
});
