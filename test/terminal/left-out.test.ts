/** The screen of root with the HOME of another user: it comes at once, obeys nothing of his, and says so. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { gunicornTree } from '../support/gunicorn-tree.ts';
import { asMallory, homeOfMallory, MALLORY } from '../support/mallory.ts';
import { need, root } from '../support/need.ts';
import { openTerminal } from './terminal.ts';

need(root, 'util-linux')('a FIFO of another user as config.toml', () => {
  it('is left out: a message until a key is pressed, then on the page of events; and q ends it', async () => {
    const home = homeOfMallory();
    // Nothing else happens there.
    const tree = gunicornTree({ host: 'web-1', workers: 2 });
    asMallory('mkdir -p .config/fdtop; mkfifo .config/fdtop/config.toml', home);
    const env = { HOME: home, XDG_CONFIG_HOME: '', SUDO_UID: '' };
    const terminal = openTerminal({
      command: process.execPath,
      args: [FDTOP, '--proc-root', tree.root],
      cols: 160,
      rows: 24,
      env,
    });
    const file = join(home, '.config/fdtop/config.toml');
    // On the screen itself, which begins after the line on stderr.
    await terminal.waitFor(() => terminal.raw().includes('\x1b[?1049h') && terminal.find(`${file} is left out`));
    terminal.write('e');
    await terminal.waitFor(() => terminal.find('what happened') && terminal.find(`${home} belongs to uid ${MALLORY}`));
    terminal.key('esc');
    terminal.write('q');
    expect((await terminal.exit).code).toBe(0);
  });
});
