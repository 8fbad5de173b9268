import type { Fact, ProcessDetails, ServiceDetails } from '../model/process-details.ts';
import type { SessionEvent } from '../model/session-event.ts';
import { clockTime } from '../model/time-axis.ts';
import type { State } from '../store/state.ts';
import { words } from '../words/words.ts';
import { type Span, span } from './spans.tsx';
import { wrapAll } from './text.ts';
import type { Tone } from './theme.ts';
import type { Reading } from './use-reading.ts';

/** Parts of the pages about a process and about an instance, as lines of `columns`. */

const LABEL = 13;

export function headingLine(title: string, note = ''): Span[] {
  return [span(` ${title}`, 'strong'), span(note === '' ? '' : `   ${note}`, 'dim')];
}

/** `  command      gunicorn: worker [shop:app]`, on as many lines as it takes. */
export function factLines(label: string, text: string, columns: number, tone: Tone = 'plain'): Span[][] {
  return wrapAll(text, Math.max(8, columns - LABEL - 3)).map((line, index) => [
    span(`  ${(index === 0 ? label : '').padEnd(LABEL)}`, 'dim'),
    span(line, tone),
  ]);
}

export function detailLines({ value, error }: Reading<ProcessDetails>, command: string, columns: number): Span[][] {
  const lines = (label: string, fact: Fact<string>) =>
    'why' in fact ? factLines(label, fact.why, columns, 'warn') : factLines(label, fact.value, columns);
  const said = words().details;
  if (!value) {
    const note =
      error === null ? factLines('', words().pages.reading, columns, 'dim') : factLines('', error, columns, 'dim');
    return [...factLines(said.command, command, columns), ...note];
  }
  return [
    ...lines(
      said.command,
      mapFact(value.argv, argv => (argv.length === 0 ? command : argv.map(quoted).join(' '))),
    ),
    ...lines(said.directory, value.directory),
    ...factLines(said.parent, String(value.ppid), columns),
    ...lines(said.environment, mapFact(value.environment, namesText)),
  ];
}

function mapFact<Value>(fact: Fact<Value>, text: (value: Value) => string): Fact<string> {
  return 'why' in fact ? fact : { value: text(fact.value) };
}

function namesText(names: readonly string[]): string {
  return names.length === 0 ? words().details.noNames : words().details.names(names.join(' '));
}

/** An argument with spaces in it can be told from two. */
function quoted(argument: string): string {
  return /^[^\s'"]+$/.test(argument) ? argument : JSON.stringify(argument);
}

/** What the service is set up with; `none` when there is no service to ask about. */
export function serviceLines({ value, error }: Reading<ServiceDetails>, columns: number): Span[][] {
  const said = words().service;
  if (!value) {
    const note = error ?? said.asking;
    return factLines(said.configured, note, columns, 'dim');
  }
  const { by, unit, limitSoft, limitHard, files, environment, isStale } = value;
  const limit = limitSoft === null ? said.notKnown : said.fromNextStart(limitSoft, limitHard);
  return [
    ...factLines(said.configured, limit, columns),
    ...factLines(said.unit, `${unit}   (${by})`, columns),
    ...files.flatMap((file, index) => factLines(index === 0 ? said.files : '', file, columns)),
    ...(environment.length === 0 ? [] : factLines(said.sets, environment.join(' '), columns)),
    ...(isStale ? factLines('', said.isStale, columns, 'warn') : []),
  ];
}

const EVENT_TONES: Record<SessionEvent['tone'], Tone> = { note: 'plain', good: 'good', warn: 'warn', bad: 'bad' };
/** The same without colour. */
const EVENT_MARKS: Record<SessionEvent['tone'], string> = { note: ' ', good: '✓', warn: '!', bad: '✗' };

/** The heading and the events of one process or instance. */
export function ownEvents(
  { events, shown }: Pick<State, 'events' | 'shown'>,
  about: string,
  columns: number,
): Span[][] {
  const own = events.filter(event => event.about.includes(about));
  const heading = headingLine(words().pages.events);
  if (own.length === 0) return [heading, ...factLines('', words().pages.noEvents, columns, 'dim')];
  return [heading, ...eventLines({ events: own, shown }, columns)];
}

/** `14:02:31 ✗ worker 12 leaks: 12,000 fds`, with the day where it changes; that of a recording is always told. */
export function eventLines({ events, shown }: Pick<State, 'events' | 'shown'>, columns: number): Span[][] {
  let day = shown?.replay ? '' : dayOf(Date.now() / 1000);
  return events.flatMap(({ at, tone, text }) => {
    const time = clockTime(at, true);
    const date = dayOf(at);
    const isNewDay = date !== day;
    day = date;
    const lines = wrapAll(text, Math.max(8, columns - 14)).map((line, row) => [
      span(row === 0 ? `  ${time} ` : ' '.repeat(11), 'dim'),
      span(`${row === 0 ? EVENT_MARKS[tone] : ' '} ${line}`, EVENT_TONES[tone]),
    ]);
    return isNewDay ? [[span(`  ${date}`, 'dim')], ...lines] : lines;
  });
}

function dayOf(at: number): string {
  const date = new Date(at * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
