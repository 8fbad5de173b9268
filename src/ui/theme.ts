import type { Severity } from '../model/snapshot.ts';
import type { Message } from '../store/state.ts';
import type { Tone } from './themes.ts';

export type { Tone };

/** One accent for each meaning; all else stays calm. */
export const SEVERITY_TONES: Record<Severity, Tone> = {
  unknown: 'dim',
  ok: 'plain',
  elevated: 'warn',
  leaking: 'bad',
  critical: 'bad',
};

/** The loudest tone, for the mark and the count in the header only: a row full of it cannot be read. */
export const ALARM: Tone = 'critical';

/** The same without colour: the more marks, the worse. */
export const SEVERITY_MARKS: Record<Severity, string> = {
  unknown: '?',
  ok: '',
  elevated: '!',
  leaking: '!!',
  critical: '!!!',
};

/** How a message looks, without colour too. */
export const MESSAGES: Record<Message['tone'], { mark: string; tone: Tone }> = {
  progress: { mark: '…', tone: 'strong' },
  good: { mark: '✓', tone: 'good' },
  bad: { mark: '✗', tone: 'bad' },
  note: { mark: '→', tone: 'strong' },
};
