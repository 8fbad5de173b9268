import type { State } from '../store/state.ts';
import { words } from '../words/words.ts';
import { Page, type PageFrame } from './page.tsx';
import { eventLines } from './sections.ts';
import { type Span, span } from './spans.tsx';

/** What happened since fdtop started, the newest at the end, where the page begins. */
export function EventsScreen({ state, ...page }: PageFrame & { state: State }) {
  const said = words().pages;
  const head: Span[][] = [[span(` ${said.whatHappened}`, 'title'), span(`  ${said.sinceStart}`, 'dim')], [span(' ')]];
  const body = state.events.length === 0 ? [[span(`  ${said.nothingYet}`, 'dim')]] : eventLines(state, page.columns);
  return <Page {...page} head={head} body={body} foot={[[span(' ')]]} isLog />;
}
