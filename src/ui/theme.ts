import type { TextProps } from 'ink';
import type { Severity } from '../model/snapshot.ts';
import type { Message } from '../store/state.ts';

export type Tone = 'plain' | 'dim' | 'strong' | 'title' | 'good' | 'warn' | 'bad' | 'critical' | 'mark';

type Style = Pick<TextProps, 'color' | 'backgroundColor' | 'bold' | 'dimColor'>;

/** One accent for each meaning; all else stays calm. Only the 16 colours that every terminal lets its user choose. */
export const STYLES: Record<Tone, Style> = {
  plain: {},
  dim: { dimColor: true },
  strong: { bold: true },
  title: { color: 'cyan', bold: true },
  good: { color: 'green' },
  warn: { color: 'yellow' },
  bad: { color: 'red', bold: true },
  critical: { color: 'white', backgroundColor: 'red', bold: true },
  mark: { color: 'black', backgroundColor: 'cyan', bold: true },
};

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
