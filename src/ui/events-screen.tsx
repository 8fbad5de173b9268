import type { SessionEvent } from '../model/session-event.ts';
import { words } from '../words/words.ts';
import { Page, type PageFrame } from './page.tsx';
import { eventLines } from './sections.ts';
import { type Span, span } from './spans.tsx';

/** What happened since fdtop started, the newest at the end, where the page begins. */
export function EventsScreen({ events, ...page }: PageFrame & { events: readonly SessionEvent[] }) {
  const said = words().pages;
  const head: Span[][] = [[span(` ${said.whatHappened}`, 'title'), span(`  ${said.sinceStart}`, 'dim')], [span(' ')]];
  const body = events.length === 0 ? [[span(`  ${said.nothingYet}`, 'dim')]] : eventLines(events, page.columns);
  return <Page {...page} head={head} body={body} foot={[[span(' ')]]} isLog />;
}
