import type { SamplerOptions } from '../sampler/sampler.ts';
import { UsageError } from './usage-error.ts';

export type ColorMode = 'auto' | 'always' | 'never';

/** All that a command may want to know, checked. */
export interface Config extends SamplerOptions {
  intervalSeconds: number;
  once: boolean;
  json: boolean;
  worst: boolean;
  exact: boolean;
  gunicorn: boolean;
  readOnly: boolean;
  color: ColorMode;
}

type Flags = Record<string, unknown>;

const SHORTEST_INTERVAL = 0.1;
const LONGEST_INTERVAL = 3600;

/** Checks the flags and fills in the defaults. Throws a UsageError that names the flag and what it wants. */
export function configOf(flags: Flags): Config {
  const warn = wholeNumber(flags, 'warn', 1000);
  const leak = wholeNumber(flags, 'leak', 10_000);
  if (leak <= warn) {
    throw new UsageError(`--leak ${leak} is not above --warn ${warn}: a process is worth a look before it leaks`);
  }
  return {
    procRoot: text(flags, 'proc-root') ?? '/proc',
    all: flags.all === true,
    match: regex(flags),
    warn,
    leak,
    intervalSeconds: interval(flags),
    once: flags.once === true,
    json: flags.json === true,
    worst: flags.worst === true,
    exact: flags.exact === true,
    gunicorn: flags.gunicorn === true,
    readOnly: flags['read-only'] === true,
    color: color(flags),
  };
}

function text(flags: Flags, name: string): string | null {
  const value = flags[name];
  if (value === undefined) return null;
  if (Array.isArray(value)) throw new UsageError(`--${name} is given more than once`);
  if (value === '') throw new UsageError(`--${name} needs a value`);
  return String(value);
}

function wholeNumber(flags: Flags, name: string, fallback: number): number {
  const value = text(flags, name);
  if (value === null) return fallback;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < 1 || !Number.isSafeInteger(number)) {
    throw new UsageError(`--${name} ${quote(value)} is not a whole number of 1 or more`);
  }
  return number;
}

function interval(flags: Flags): number {
  const value = text(flags, 'interval');
  if (value === null) return 1;
  const seconds = Number(value);
  if (!/^\d*\.?\d+$/.test(value) || seconds < SHORTEST_INTERVAL || seconds > LONGEST_INTERVAL) {
    throw new UsageError(
      `--interval ${quote(value)} is not a number of seconds from ${SHORTEST_INTERVAL} to ${LONGEST_INTERVAL}`,
    );
  }
  return seconds;
}

function regex(flags: Flags): RegExp | null {
  const value = text(flags, 'match');
  if (value === null) return null;
  try {
    return new RegExp(value);
  } catch (error) {
    throw new UsageError(`--match ${quote(value)} is not a regular expression: ${(error as Error).message}`);
  }
}

function color(flags: Flags): ColorMode {
  const value = text(flags, 'color') ?? 'auto';
  if (value === 'auto' || value === 'always' || value === 'never') return value;
  throw new UsageError(`--color ${quote(value)} is none of auto, always, never`);
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
