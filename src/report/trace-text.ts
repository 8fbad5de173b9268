import { formatCount, formatPercent } from '../model/format.ts';
import { openedBy, type TraceFrame, type TraceReport, type TraceSite } from '../model/trace-report.ts';
import { words } from '../words/words.ts';

const MOST_SITES = 20;
const MOST_ROUTES = 10;

/** What fdtop's hook in the worker has seen, for people: the places that opened what is open, and the routes. */
export function traceText(trace: TraceReport): string[] {
  const { since, requests, open, told, lost, sites } = trace;
  const said = words().origins;
  const begun = `${since.slice(0, 19).replace('T', ' ')} UTC`;
  const more = sites.length - MOST_SITES;
  return [
    said.seenByHook(told, open) + said.hookSince(begun, requests),
    ...(lost === 0 ? [] : [said.hookLost(lost)]),
    ...sites.slice(0, MOST_SITES).flatMap(site => siteLines(site, open)),
    ...(more > 0 ? [`        ${said.morePlaces(more)}`] : []),
    ...routeSentences(trace)
      .slice(0, MOST_ROUTES)
      .map((line, index) => `${index === 0 ? said.routes : '        '}${line}`),
  ];
}

function siteLines(site: TraceSite, open: number): string[] {
  const { kind, count, stack, shared, routes } = site;
  const said = words().origins;
  const opened = openedBy(site);
  const share = formatPercent((100 * count) / Math.max(1, open));
  const doubt = shared ? `   (${said.shared})` : '';
  const by = routes.slice(0, 3).map(({ route, count: times }) => `${route} × ${formatCount(times)}`);
  return [
    `${share.padStart(5)}   ${said.marks.opened}${opened ? frameText(opened) : '?'}   ${said.kinds(count, kind)}${doubt}`,
    ...(stack.length > 1 ? [`        ${said.marks.stack}${stack.map(frameText).join(' < ')}`] : []),
    ...(by.length > 0 ? [`        ${said.marks.in}${by.join(', ')}`] : []),
  ];
}

function frameText({ file, line, name }: TraceFrame): string {
  return `${file}:${line} ${name}`;
}

/** What each gained, where requests come one at a time; else what each has open. */
export function routeSentences({ routes, openBy }: TraceReport): string[] {
  const said = words().origins;
  const gained = routes
    .filter(each => each.gained > 0)
    .map(each => said.gained(each.route, each.gained, each.requests));
  const open = openBy.map(({ route, count }) => said.hasOpen(route, count));
  return gained.length > 0 ? gained : open;
}
