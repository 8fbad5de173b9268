/** The program in a real terminal, on a real Gunicorn, for who reads Spanish. */
import { expect, it } from 'vitest';
import { FDTOP } from '../support/fdtop.ts';
import { startGunicorn } from '../support/gunicorn.ts';
import { need } from '../support/need.ts';
import { openTerminal, type Terminal } from './terminal.ts';

async function open(env: Record<string, string>, args: readonly string[] = []): Promise<Terminal> {
  return openTerminal({
    command: process.execPath,
    args: [FDTOP, '--config', '/dev/null', ...args],
    cols: 120,
    rows: 24,
    env,
  });
}

need('gunicorn', 'python3-setproctitle')('in Spanish', () => {
  it.each([
    ['rifa', { LANG: 'es_ES.UTF-8' }, []],
    ['sorteo', { LANG: 'en_US.UTF-8' }, ['--lang', 'es']],
  ] as const)('are the table of %s, its question, its filter and its help, in %j with %j', async (name, env, args) => {
    const gunicorn = await startGunicorn({ workers: 2, name });
    const worker = gunicorn.workerPids()[0]!;
    await gunicorn.hold(worker, 'file', 1_200);
    const terminal = await open(env, args);
    await terminal.waitFor(/q salir/);
    terminal.write(`/${name}`);
    await terminal.waitFor(`filtro: ${name}`);
    terminal.write(' and fds>=');
    await terminal.waitFor(/tras fds>= va un número, como 1000 o 10k/);
    terminal.write('1k\r');
    await terminal.waitFor(new RegExp(`^› +! ${worker} +worker +1\\.2\\d\\d `, 'm'));
    await terminal.waitFor(/FDS ▼ +LÍMITE +USO +CRECE +QUEDA/);

    terminal.write('k');
    await terminal.waitFor(`¿Reemplazar el worker ${worker}?`);
    await terminal.waitFor(/\[ Cancelar \] +Ordenadamente \(TERM\) +Ya \(KILL\)/);
    await terminal.waitFor(/1\.2\d\d fds, elevado · activo \d+ s/);
    await terminal.waitFor(/la aplicación en disco se carga bien: su/);
    terminal.key('esc');

    terminal.write('?');
    await terminal.waitFor(/k +reemplaza el worker seleccionado/);
    await terminal.waitFor(/Esc volver/);
    terminal.key('end');
    await terminal.waitFor(/Colores y marcas/);
    terminal.key('esc');
    await terminal.waitFor(/q salir/);
    terminal.write('q');
    expect(await terminal.exit).toMatchObject({ code: 0, sttyRestored: true });
    expect(gunicorn.workerPids()).toContain(worker);
  });

  it('is a command that asks, takes s for yes, and tells what came of it', async () => {
    const gunicorn = await startGunicorn({ workers: 2, name: 'tienda' });
    const worker = gunicorn.workerPids()[0]!;
    const terminal = await open({ LANG: 'es_ES.UTF-8' }, ['kill', String(worker)]);
    await terminal.waitFor(/envía TERM: sus peticiones tienen 30 s para acabar/);
    await terminal.waitFor(`¿Reemplazar el worker ${worker}? [s/N]`);
    terminal.write('s\r');
    expect((await terminal.exit).code, `${terminal}`).toBe(0);
    expect(terminal.text().join(' ')).toMatch(new RegExp(`✓ ${worker} se fue tras .*; el sustituto \\d+ atiende`));
    expect(gunicorn.workerPids()).not.toContain(worker);
  });

  it('has letters without accents where the locale has no Unicode', async () => {
    const terminal = await open({ LANG: 'es_ES' }, ['--all']);
    await terminal.waitFor(/q salir/);
    await terminal.waitFor(/LIMITE +.*ULT\. 2 MIN/);
    terminal.write('?');
    await terminal.waitFor(/el top de los descriptores de archivo/);
    terminal.key('end');
    await terminal.waitFor(/al 90 % de su limite/);
    terminal.key('esc');
    terminal.write('q');
    await terminal.exit;
    expect(terminal.raw()).not.toMatch(/[^\0-\x7f]/);
  });
});
