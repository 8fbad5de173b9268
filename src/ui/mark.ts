import type { FleetFacts, ReplayFacts, Snapshot } from '../model/snapshot.ts';
import type { State } from '../store/state.ts';
import { words } from '../words/words.ts';
import { type Span, span } from './spans.tsx';

/** A recording shorter than this has its seconds shown. */
const SHORT_MS = 600_000;

/**
 * What stands right behind the name of the program where the screen is not of this machine, now: nobody shall take for now
 * what was, or for one machine what are many. Empty on the usual screen.
 */
export function markSpans({ fleet, replay, time }: Snapshot, state: State): Span[] {
  if (replay) return replaySpans(replay, time, state);
  return fleet ? fleetSpans(fleet) : [];
}

/** `REPLAY 2x 14:02:31 PAUSED of 13:58–14:20`: on a narrow screen the end of it is cut off. */
function replaySpans(replay: ReplayFacts, time: string, { intervalSeconds, paused }: State): Span[] {
  const { start, end, stepSeconds, gap, isEnd } = replay;
  const { screen } = words();
  const speed = stepSeconds === null ? '' : ` ${Number((stepSeconds / intervalSeconds).toPrecision(2))}x`;
  const state = isEnd ? screen.end : paused ? screen.paused : '';
  return [
    span(' '),
    span(` ${screen.replay}${speed} ${clock(time)} `, 'mark'),
    ...[state, gap === null ? '' : screen.gap].filter(word => word !== '').map(word => span(` ${word}`, 'warn')),
    span(` ${screen.span(moments(start, end))}`),
    span(' '),
  ];
}

/** `FLEET 3 hosts, 1 down, data ≤ 4 s old` */
function fleetSpans({ hosts, down, oldestSeconds }: FleetFacts): Span[] {
  const { screen } = words();
  return [
    span(' '),
    span(` ${screen.fleet(hosts)} `, 'mark'),
    ...(down > 0 ? [span(` ${screen.down(down)}`, 'warn')] : []),
    ...(oldestSeconds === null ? [] : [span(` ${screen.dataAge(oldestSeconds)}`, 'dim')]),
  ];
}

/** For the second line of a replay: the day. */
export function recordedText({ start, end }: ReplayFacts): string {
  return `${words().screen.recorded(dayOf(start), dayOf(end) === dayOf(start) ? null : dayOf(end))} `;
}

/** On the clock of this machine. */
export function clock(time: string): string {
  return new Date(time).toTimeString().slice(0, 8);
}

function moments(start: string, end: string): string {
  if (dayOf(start) !== dayOf(end))
    return `${dayOf(start).slice(5)} ${minute(start)}–${dayOf(end).slice(5)} ${minute(end)}`;
  const isShort = Date.parse(end) - Date.parse(start) < SHORT_MS;
  return isShort ? `${clock(start)}–${clock(end)}` : `${minute(start)}–${minute(end)}`;
}

function minute(time: string): string {
  return clock(time).slice(0, 5);
}

/** `2026-11-24` where this machine is. */
function dayOf(time: string): string {
  const date = new Date(time);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
