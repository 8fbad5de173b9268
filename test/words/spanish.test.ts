/** Spanish puts an article before what is named, and agrees with it: what is put together from parts must, too. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { es } from '../../src/words/es.ts';
import { speak } from '../../src/words/words.ts';

beforeAll(() => speak('es'));
afterAll(() => speak('en'));

test.each<[say: () => string, expected: string]>([
  [() => es.limits.beyondHard(30_000, 'master 12', 20_000, 'x'), 'pasa del límite duro del master 12, 20.000'],
  [() => es.limits.beyondHard(30_000, '12', 20_000, 'x'), 'pasa del límite duro de 12, 20.000'],
  [() => es.limits.missed('worker 12', 'x'), 'el worker 12 no se cambió'],
  [() => es.restartDialog.title('reload', es.restartDialog.master(12)), '¿Recargar el master 12?'],
  [() => es.restartDialog.refused('reload', es.restartDialog.master(12), 'x'), 'no se puede recargar el master 12: x'],
])('%s', (say, expected) => {
  const said = say();
  expect(said).toContain(expected);
  expect(said).not.toMatch(/\b(?:de|a) el\b/);
});

test.each<[(count: number) => string, one: string, two: string]>([
  [es.commands.isMaster, 'su único worker', 'sus 2 workers'],
  [es.killDialog.isMaster, 'su único worker', 'sus 2 workers'],
  [
    count => es.commands.noneOver(count, 'x', 5),
    'el único worker de x no llega a',
    'ninguno de los 2 workers de x llega a',
  ],
  [count => es.restarts.counts(1, 2, count, 3), 'queda 1 de 3', 'quedan 2 de 3'],
  [es.signals.closing, 'queda 1', 'quedan 2'],
  [es.origins.lost, '1 más llegó', '2 más llegaron'],
  [es.origins.morePlaces, '1 sitio más con menos: está', '2 sitios más con menos: están'],
  [count => es.evidence.part(count, '5%', 'pipe'), '1 (5%) es pipe', '2 (5%) son pipe'],
  [count => es.screen.trouble(count, 'critical'), '1 crítico', '2 críticos'],
  [es.fleet.hosts, '1 host', '2 hosts'],
])('one, and two: %s', (say, one, two) => {
  expect(`${say(1)} `).toMatch(new RegExp(`${escaped(one)}(?!\\p{L})`, 'u'));
  expect(say(2)).toContain(two);
});

test('the last minute and the last hour are one', () => {
  const last = (range: string) => es.pages.last('x', range, false);
  expect([last('1 min'), last('10 min'), last('1 h')]).toEqual([
    'x, último minuto',
    'x, últimos 10 min',
    'x, última hora',
  ]);
});

test.each([
  ['socket in no table: never connected, or reset and not closed', /^socket en ninguna tabla: nunca conectó/],
  ['socket: /proc/PID/net cannot be read', /^socket: \/proc\/PID\/net no se puede leer$/],
  ['socket, not named yet', /^socket, aún sin nombre$/],
  ['netlink socket', /^socket netlink$/],
  ['unreadable link (EIO)', /^enlace ilegible \(EIO\)$/],
  ['path too long to read', /^ruta demasiado larga para leerla$/],
  ['TCP LISTEN on 127.0.0.1:80', /^TCP LISTEN en 127\.0\.0\.1:80$/],
  ['/var/log/app.log (deleted)', /^\/var\/log\/app\.log \(borrado\)$/],
  ['/srv/a socket', /^\/srv\/a socket$/],
])('the type %s', (label, said) => {
  expect(es.typesReport.label(label)).toMatch(said);
});

function escaped(text: string): string {
  return text.replace(/[()]/g, '\\$&');
}
