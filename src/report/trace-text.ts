import { formatCount, formatPercent, plural } from '../model/format.ts';
import { openedBy, type TraceFrame, type TraceReport, type TraceSite } from '../model/trace-report.ts';

const MOST_SITES = 20;
const MOST_ROUTES = 10;

/** What fdtop's hook in the worker has seen, for people: the places that opened what is open, and the routes. */
export function traceText(trace: TraceReport): string[] {
  const { since, requests, open, told, lost, sites } = trace;
  const begun = `${since.slice(0, 19).replace('T', ' ')} UTC`;
  const more = sites.length - MOST_SITES;
  return [
    `seen by the hook: ${formatCount(told)} of ${formatCount(open)} open, since ${begun}, ${plural(requests, 'request')}`,
    ...(lost === 0 ? [] : [`note: ${formatCount(lost)} more came when the hook already watched all that it can`]),
    ...sites.slice(0, MOST_SITES).flatMap(site => siteLines(site, open)),
    ...(more > 0 ? [`        ${plural(more, 'more place')} with fewer: --json has them`] : []),
    ...routeSentences(trace)
      .slice(0, MOST_ROUTES)
      .map((line, index) => `${index === 0 ? 'routes: ' : '        '}${line}`),
  ];
}

function siteLines(site: TraceSite, open: number): string[] {
  const { kind, count, stack, shared, routes } = site;
  const opened = openedBy(site);
  const share = formatPercent((100 * count) / Math.max(1, open));
  const doubt = shared ? '   (other places open the same path, too)' : '';
  const by = routes.slice(0, 3).map(({ route, count: times }) => `${route} × ${formatCount(times)}`);
  return [
    `${share.padStart(5)}   opened    ${opened ? frameText(opened) : '?'}   ${plural(count, kind)}${doubt}`,
    ...(stack.length > 1 ? [`        stack     ${stack.map(frameText).join(' < ')}`] : []),
    ...(by.length > 0 ? [`        in        ${by.join(', ')}`] : []),
  ];
}

function frameText({ file, line, name }: TraceFrame): string {
  return `${file}:${line} ${name}`;
}

/** What each gained, where requests come one at a time; else what each has open. */
export function routeSentences({ routes, openBy }: TraceReport): string[] {
  const gained = routes
    .filter(each => each.gained > 0)
    .map(each => `${each.route} gained ${formatCount(each.gained)} in ${plural(each.requests, 'request')}`);
  const open = openBy.map(({ route, count }) => `${route} has ${formatCount(count)} open`);
  return gained.length > 0 ? gained : open;
}
