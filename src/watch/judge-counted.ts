import type { ProcessSample } from '../model/snapshot.ts';
import type { News, ResolvedReason } from './event.ts';
import { step } from './hysteresis.ts';
import type { Rules } from './judge-process.ts';
import { countedText, goneText, uncountedText } from './sentences.ts';
import type { TrackedInstance } from './state.ts';
import { instanceSubject } from './subject.ts';

/** One alert for an instance, however many of its processes may not be counted: all have one cause and one remedy. */
export function judgeCounted(
  id: string,
  instance: TrackedInstance,
  members: readonly ProcessSample[],
  privileged: boolean,
  { samplesUp, samplesDown }: Rules,
): { instance: TrackedInstance; news: News[] } {
  const denied = members.filter(({ fdsUnknown }) => fdsUnknown === 'permission').length;
  const reading = members.length === 0 ? 'unknown' : denied > 0 ? 'over' : 'under';
  const unknown = step(instance.unknown, reading, { up: samplesUp, down: samplesDown });
  if (unknown.isUp === unknown.isTold) return { instance: { ...instance, unknown }, news: [] };
  const told = { ...instance, unknown: { ...unknown, isTold: unknown.isUp } };
  if (!unknown.isUp) return { instance: told, news: unknownOver(id, instance, 'counted') };
  const text = uncountedText(denied, members.length, instance, privileged);
  const alert = { event: 'alert', level: 'unknown', key: `${id}:unknown`, reason: null, text } as const;
  return { instance: told, news: [{ ...alert, subject: instanceSubject(instance) }] };
}

/** The end of that alert, if there was one. */
export function unknownOver(id: string, instance: TrackedInstance, reason: ResolvedReason): News[] {
  if (!instance.unknown.isTold) return [];
  const text = reason === 'counted' ? countedText(instance) : goneText(instance);
  const end = { event: 'resolved', level: 'unknown', key: `${id}:unknown`, reason, text } as const;
  return [{ ...end, subject: instanceSubject(instance) }];
}
