/** A leaky Django project in a worker of a real Gunicorn, under load: who holds the fds, which lines opened and stored them. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Holding } from '../../src/model/origin.ts';
import { need } from '../support/need.ts';
import { expected, originOf, summary } from './leaks.ts';
import { marksOf } from './marks.ts';
import { startWebApp, type WebApp, type WebLeak } from './web-leaks.ts';

const TCP = /^TCP ESTABLISHED/;
const SCAN = () => {
  const form = new FormData();
  form.set('scan', new File(['%PDF-1.4'], 'scan.pdf'));
  return form;
};
const MIDDLEWARE = 'bookshop.wsgi.application._middleware_chain.get_response.traces';
const DISPATCHER = "django.apps.apps.app_configs['integrations'].dispatcher.clients";

const LEAKS: readonly WebLeak[] = [
  leak('payment', '/orders/checkout/', TCP, 'integrations.payments.BankGateway.pending', 'class-attribute', 'dict'),
  leak('session', '/integrations/session/', TCP, 'integrations.sessions._sessions', 'module-global', 'dict'),
  leak('courier', '/integrations/courier/', TCP, 'core.pool.PooledMixin.pool[…]', 'class-attribute', 'list'),
  leak('supplier', '/integrations/supplier/', TCP, 'integrations.suppliers.get_supplier', 'module-global', 'dict'),
  leak('webhook', '/integrations/webhook/', TCP, DISPATCHER, 'instance-attribute', 'dict'),
  leak('newsletter', '/integrations/newsletter/', TCP, 'integrations.newsletter.connections', 'module-global', 'list'),
  leak('live', '/integrations/live/', TCP, 'integrations.live._feeds', 'module-global', 'dict'),
  leak('search', '/integrations/search/', TCP, 'integrations.catalogue.connections.by_index', 'thread-local', 'dict'),
  leak(
    'statsd',
    '/integrations/statsd/',
    /^UDP/,
    'core.singleton.Singleton._instances[…]._senders',
    'instance-attribute',
    'dict',
  ),
  leak('middleware', '/?trace=', /\.trace$/, MIDDLEWARE, 'instance-attribute', 'list'),
  leak(
    'signal',
    '/orders/place/',
    /archive\.txt$/,
    'orders.signals.order_placed.receivers[…].opened',
    'instance-attribute',
    'dict',
  ),
  { ...leak('upload', '/orders/upload/', /deleted/, 'orders.views.PENDING', 'module-global', 'dict'), form: SCAN },
  leak('invoice', '/orders/invoice/', /one\.pdf$/, 'orders.invoices.open_invoices', 'module-global', 'dict'),
  leak('printer', '/orders/print/', /\.spool$/, 'orders.invoices.printer.queue', 'instance-attribute', 'list'),
  leak('download', '/orders/download/', /download\.pdf$/, 'orders.invoices.prepared', 'module-global', 'dict'),
  leak('database', '/orders/count/', /\.sqlite3$/, 'threading._active', 'module-global', 'dict'),
  leak('audit_log', '/orders/audit/', /audit-today\.log$/, 'core.logs.audit.handlers', 'instance-attribute', 'list'),
  leak('order_log', '/orders/log/', /orders\.log$/, 'logging.Logger.manager.loggerDict', 'instance-attribute', 'dict'),
  leak('failure', '/orders/import/', /import\.csv$/, 'core.errors.RECENT', 'module-global', 'collections.deque'),
  { ...leak('lock', '/orders/lock/', /order\.lock$/, 'no Python object', 'none', null), opened: null, stored: null },
  leak('export', '/reports/export/', /export\.csv$/, 'reports.exports.ExportView.writers', 'class-attribute', 'dict'),
  leak('bundle', '/reports/bundle/', /\.gz$/, 'reports.bundles._stacks', 'module-global', 'list'),
  leak('archive', '/reports/archive/', /\.zip$/, 'reports.bundles._archives', 'module-global', 'dict'),
  leak('convert', '/reports/convert/', /^pipe$/, 'reports.converter.converter._running', 'instance-attribute', 'dict'),
  leak('feed', '/reports/feed/', /feed\.txt$/, 'reports.feeds.reader.started', 'instance-attribute', 'dict'),
];

function leak(
  kind: string,
  route: string,
  label: RegExp,
  heldBy: string,
  how: Holding,
  container: string | null,
): WebLeak {
  const path = (n: number) => `${route}${n}${route.includes('?') ? '' : '/'}`;
  return { kind, path, label, heldBy, how, container, opened: kind, stored: kind };
}

const marked = marksOf('leaky_django', 'leaky_django/');

need(
  'gunicorn',
  'python3-django',
  'python3-requests',
)('Django', () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await startWebApp(['--chdir', 'leaky_django', 'bookshop.wsgi:application'], '/release/');
  });

  test.each(LEAKS.map(leak => ({ leak, kind: leak.kind })))('$kind', async ({ leak }) => {
    await app.provoke(leak);
    const origins = await app.origins();
    const origin = originOf(leak, origins);
    expect(summary(origin)).toEqual(expected(leak, pattern => expect.stringMatching(pattern), marked));
    // Gunicorn has pipes and unlinked files of its own.
    expect(origin.share).toBeGreaterThan(0.6);
    expect(origins.complete).toBe(true);
    expect(app.gunicorn.workerPids()).toEqual([app.pid]);
  });

  test('plain numbers come with the line that opens them, first of the candidates', async () => {
    await app.provoke(LEAKS.find(({ kind }) => kind === 'lock')!);
    const [candidate] = (await app.origins()).groups[0]!.candidates;
    expect(`${candidate?.file}:${candidate?.line}`).toBe(marked('opened', 'lock'));
  });

  afterAll(async () => {
    const { answered, failed } = await app.stop();
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThan(0);
  });
});
