import { startWebApp } from '../../../test/python/web-leaks.ts';
import { leave, openFdtop, save } from './picture.ts';

/** A Django project keeps a session of requests for each customer, and invoices open: where they come from, and the diagnosis. */
export async function originScene(): Promise<void> {
  const app = await startWebApp(['--chdir', 'leaky_django', 'bookshop.wsgi:application'], '/release/');
  const { port } = app.gunicorn;
  const ask = async (path: string) => await (await fetch(`http://127.0.0.1:${port}${path}`)).arrayBuffer();
  const terminal = openFdtop(120, 38, '--filter', 'bookshop');
  await terminal.waitFor(String(app.pid));
  let isOver = false;
  const leak = async () => {
    for (let n = 0; !isOver; n += 1) {
      await ask(`/integrations/session/${n}/`);
      if (n % 3 === 0) await ask(`/orders/invoice/${n}/`);
    }
  };
  const leaking = leak();
  await terminal.waitFor(/grows|leaks/, { timeout: 60_000 });
  terminal.key('home');
  await terminal.waitFor(new RegExp(`^›.* ${app.pid} `, 'm'));
  terminal.write('o');
  await terminal.waitFor(/held by/, { timeout: 60_000 });
  save('origin', terminal);
  terminal.key('esc');
  await terminal.waitFor(new RegExp(`^›.* ${app.pid} `, 'm'));
  terminal.write('d');
  await terminal.waitFor(/VERDICT/, { timeout: 60_000 });
  save('diagnosis', terminal);
  isOver = true;
  await leaking;
  await leave(terminal);
  await app.stop();
}
