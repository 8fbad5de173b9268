/** A leaky Flask app, made by a factory, in a worker of a real Gunicorn, under load. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Holding } from '../../src/model/origin.ts';
import { need } from '../support/need.ts';
import { expected, originOf, summary } from './leaks.ts';
import { marksOf } from './marks.ts';
import { startWebApp, type WebApp, type WebLeak } from './web-leaks.ts';

const TCP = /^TCP ESTABLISHED/;
/** No module has a name for what a factory gives to Gunicorn. */
const APP = 'the app (flask.app.Flask)';
const SEATS = 'leaky_flask.api.blueprint.deferred_functions[…] (closure).selectors';
const CACHE = 'functools._lru_cache_wrapper';

const LEAKS: readonly WebLeak[] = [
  leak('ticket', '/tickets/', TCP, `${APP}.view_functions['ticket'] (closure)`, 'application', 'dict'),
  leak('warehouse', '/api/shelf/', TCP, 'leaky_flask.extensions.warehouse.connections', 'instance-attribute', 'dict'),
  leak('rates', '/shows/rates/', TCP, `${APP}.jinja_env.globals['rates'].lines`, 'instance-attribute', 'list'),
  leak('mirror', '/api/mirror/', TCP, 'leaky_flask.api.Mirror.connection', 'class-attribute', CACHE),
  leak('seek', '/api/seek/', TCP, 'leaky_flask.api.seek.places', 'instance-attribute', 'list'),
  leak('poster', '/jobs/poster/', /^TCP CLOSE_WAIT/, 'leaky_flask.jobs.futures', 'module-global', 'list'),
  leak('watch', '/jobs/watch/', TCP, 'news in a running call of watch.<locals>.wait()', 'frame', null),
  {
    ...leak(
      'journal',
      '/shows/list/',
      /\.journal$/,
      /\.before_request_funcs\['shows'\]\[…\] \(closure\)$/,
      'application',
      'list',
    ),
    path: n => `/shows/list/${n}?journal=yes`,
  },
  leak('draft', '/shows/draft/', /\/tmp\*/, 'leaky_flask.shows.drafts[…]', 'module-global', 'list'),
  leak('index', '/shows/index/', /shows\.index$/, 'leaky_flask.shows.indexes', 'module-global', 'dict'),
  leak('video', '/shows/video/', /film\.webm$/, 'leaky_flask.shows.resumable', 'module-global', 'dict'),
  leak('review', '/shows/review/', /reviews\.log$/, `${APP}.logger.handlers`, 'instance-attribute', 'list'),
  leak('report', '/api/report/', /sales\.report$/, `${APP}.config['OPEN_REPORTS']`, 'application', 'list'),
  leak('seats', '/api/seats/', /^eventpoll$/, SEATS, 'instance-attribute', 'dict'),
  leak('ledger', '/jobs/ledger/', /ledger\.txt$/, /^no Python name/, 'none', null),
  {
    ...leak(
      'nightly',
      '/jobs/nightly/',
      /\.sqlite3$/,
      'a chain of flask.ctx.AppContext, each held by the next one',
      'chain',
      null,
    ),
    stored: null,
  },
];

function leak(
  kind: string,
  route: string,
  label: RegExp,
  heldBy: string | RegExp,
  how: Holding,
  container: string | null,
): WebLeak {
  return { kind, path: n => `${route}${n}`, label, heldBy, how, container, opened: kind, stored: kind };
}

need('gunicorn', 'python3-flask')('Flask', () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await startWebApp(['leaky_flask:create_app()'], '/release');
  });

  test.each(LEAKS.map(leak => ({ leak, kind: leak.kind })))('$kind', async ({ leak }) => {
    await app.provoke(leak);
    const origins = await app.origins();
    const origin = originOf(leak, origins);
    expect(summary(origin)).toEqual(expected(leak, pattern => expect.stringMatching(pattern), marksOf('leaky_flask')));
    expect(origin.share).toBeGreaterThan(0.6);
    expect(origins.complete).toBe(true);
    expect(app.gunicorn.workerPids()).toEqual([app.pid]);
  });

  afterAll(async () => {
    const { answered, failed } = await app.stop();
    expect(failed).toEqual([]);
    expect(answered).toBeGreaterThan(0);
  });
});
