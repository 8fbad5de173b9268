import { type Pattern, patternOf } from '../gunicorn/pattern.ts';
import type { FilterError } from '../model/filter/filter-error.ts';
import type { SamplerOptions } from '../sampler/sampler.ts';
import { COLUMNS } from '../ui/columns.ts';
import { filterOf } from '../ui/filter-terms.ts';
import { THEME_NAMES, type ThemeName } from '../ui/themes.ts';
import { guardRulesOf } from '../watch/guard-settings.ts';
import { LANGUAGES, type Language, words } from '../words/words.ts';
import type { Given } from './config-file.ts';
import { type ListenAddress, parseListenAddress } from './listen-address.ts';
import { nearest } from './nearest.ts';
import { isSection, type Section } from './section.ts';
import { UsageError } from './usage-error.ts';
import { type WatchSettings, watchSettingsOf } from './watch-settings.ts';

export type ColorMode = 'auto' | 'always' | 'never';

/** All that a command may want to know, checked. Null: not given. */
export interface Config extends SamplerOptions {
  intervalSeconds: number;
  once: boolean;
  json: boolean;
  worst: boolean;
  exact: boolean;
  gunicorn: boolean;
  readOnly: boolean;
  vim: boolean;
  color: ColorMode;
  /** Of the rows that are shown; empty: all. It can be read, that is checked. */
  filter: string;
  /** Ids of the columns that are shown, in their order; null: those that fdtop shows by itself. */
  columns: string[] | null;
  /** The config file that was asked for, in place of the usual ones. */
  file: string | null;
  theme: ThemeName;
  /** Config files that are not obeyed, a sentence each. */
  leftOut: readonly string[];
  /** The language asked for; null: that of the locale. */
  lang: Language | null;
  yes: boolean;
  dryRun: boolean;
  /** Whether the app on disk is loaded first: asked for, or not wanted. Null: where it may be done without being asked for. */
  preflight: boolean | null;
  signal: KillSignal | null;
  graceSeconds: number | null;
  over: number | null;
  nofile: number | null;
  maxRequests: number | null;
  maxRequestsJitter: number | null;
  gracefulTimeout: number | null;
  undo: boolean;
  listen: ListenAddress | null;
  /** Names of this machine that requests may be for; in small letters. */
  allowedHosts: string[];
  /** Folder of node_exporter's textfile collector. */
  textfile: string | null;
  prometheus: URL | null;
  /** Recording to diagnose, and the moment of it, as typed. */
  replay: string | null;
  at: string | null;
  /** Of a recording, in MB. */
  maxSize: number | null;
  /** More open files per second than this are critical for check. */
  growth: number | null;
  /** So many minutes before the limit are critical for check. */
  etaMinutes: number | null;
  act: 'recycle' | null;
  printUnit: boolean;
  watch: WatchSettings;
  /** `[guard]` of the config file. */
  guard: Section | null;
}

/** Those that end a worker: HUP and USR2 kill it too, but mean something else to a master. */
export const KILL_SIGNALS = ['SIGTERM', 'SIGQUIT', 'SIGINT', 'SIGABRT', 'SIGKILL'] as const;
export type KillSignal = (typeof KILL_SIGNALS)[number];

const SHORTEST_INTERVAL = 0.1;
const LONGEST_INTERVAL = 3600;
const LONGEST_GRACE = 3600;

/**
 * Checks what was given and fills in the defaults: flags beat the config file beats defaults. Throws a UsageError that names
 * the flag, or file, line and key, and what it wants.
 */
export function configOf(flags: Record<string, unknown>, file: ReadonlyMap<string, Given> = new Map()): Config {
  const given = new Map(file);
  for (const [name, value] of Object.entries(flags)) given.set(name, { value, where: `--${name}` });
  const isOn = (name: string) => given.get(name)?.value === true;
  const warn = wholeNumber(given.get('warn')) ?? 1000;
  const leak = wholeNumber(given.get('leak')) ?? 10_000;
  if (leak <= warn) {
    const [high, low] = ['leak', 'warn'].map(name => given.get(name)?.where ?? `--${name}`);
    throw new UsageError(words().configErrors.notAbove(high!, leak, low!, warn));
  }
  const config: Config = {
    procRoot: text(given.get('proc-root')) ?? '/proc',
    all: isOn('all'),
    match: matchPattern(given.get('match')),
    warn,
    leak,
    intervalSeconds: seconds(given.get('interval'), SHORTEST_INTERVAL, LONGEST_INTERVAL) ?? 1,
    once: isOn('once'),
    json: isOn('json'),
    worst: isOn('worst'),
    exact: isOn('exact'),
    gunicorn: isOn('gunicorn'),
    readOnly: isOn('read-only'),
    vim: isOn('vim'),
    color: oneOf(given.get('color'), ['auto', 'always', 'never']) ?? 'auto',
    filter: filter(given.get('filter')),
    columns: columns(given.get('columns')),
    file: text(given.get('config')),
    leftOut: [],
    theme: oneOf(given.get('theme'), THEME_NAMES) ?? 'default',
    lang: oneOf(given.get('lang'), LANGUAGES),
    yes: isOn('yes'),
    dryRun: isOn('dry-run'),
    preflight: trueOrFalse(given.get('preflight')),
    signal: signal(given.get('signal')),
    graceSeconds: seconds(given.get('grace'), 0, LONGEST_GRACE),
    over: wholeNumber(given.get('over')),
    nofile: wholeNumber(given.get('nofile')),
    maxRequests: wholeNumber(given.get('max-requests'), 0),
    maxRequestsJitter: wholeNumber(given.get('max-requests-jitter'), 0),
    gracefulTimeout: wholeNumber(given.get('graceful-timeout')),
    undo: isOn('undo'),
    listen: listenAddress(given.get('listen')),
    allowedHosts: hosts(given.get('allow-host')),
    textfile: text(given.get('textfile')),
    prometheus: httpUrl(given.get('prometheus')),
    replay: text(given.get('replay')),
    at: text(given.get('at')),
    maxSize: wholeNumber(given.get('max-size')),
    growth: positive(given.get('growth')),
    etaMinutes: positive(given.get('eta')),
    act: oneOf(given.get('act'), ['recycle']),
    printUnit: isOn('print-unit'),
    watch: watchSettingsOf(sectionIn(given, 'watch')),
    guard: sectionIn(given, 'guard'),
  };
  // Only the guard needs them; but a key that nobody knows is an error now, not when a worker leaks.
  guardRulesOf(config);
  return config;
}

function trueOrFalse(given: Given | undefined): boolean | null {
  return typeof given?.value === 'boolean' ? given.value : null;
}

function text(given: Given | undefined): string | null {
  if (given === undefined) return null;
  const { value, where } = given;
  if (Array.isArray(value)) throw new UsageError(words().configErrors.givenTwice(where));
  if (value === '') throw new UsageError(words().configErrors.needsValue(where));
  return String(value);
}

function wholeNumber(given: Given | undefined, least = 1): number | null {
  const value = text(given);
  if (value === null) return null;
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < least || !Number.isSafeInteger(number)) {
    throw new UsageError(words().configErrors.wholeNumber(given!.where, quote(value), least));
  }
  return number;
}

function seconds(given: Given | undefined, least: number, most: number): number | null {
  const value = text(given);
  if (value === null) return null;
  const number = Number(value);
  if (!/^\d*\.?\d+$/.test(value) || number < least || number > most) {
    throw new UsageError(words().configErrors.seconds(given!.where, quote(value), least, most));
  }
  return number;
}

function listenAddress(given: Given | undefined): ListenAddress | null {
  const value = text(given);
  return value === null ? null : parseListenAddress(value, given!.where);
}

function hosts(given: Given | undefined): string[] {
  const names = (text(given) ?? '').split(',').map(name => name.trim().toLowerCase());
  const wrong = given && names.find(name => !/^[\w.-]+$/.test(name));
  if (wrong !== undefined) throw new UsageError(words().configErrors.noHost(given!.where, quote(wrong)));
  return given ? names : [];
}

function httpUrl(given: Given | undefined): URL | null {
  const value = text(given);
  if (value === null) return null;
  const url = URL.parse(/^https?:\/\//i.test(value) ? value : '');
  if (url && url.search === '' && url.hash === '') return url;
  throw new UsageError(words().configErrors.prometheus(given!.where, quote(value)));
}

function positive(given: Given | undefined): number | null {
  const value = text(given);
  if (value === null) return null;
  const number = Number(value);
  if (!/^\d*\.?\d+$/.test(value) || number <= 0 || !Number.isFinite(number)) {
    throw new UsageError(words().configErrors.positive(given!.where, quote(value)));
  }
  return number;
}

function sectionIn(given: ReadonlyMap<string, Given>, name: string): Section | null {
  const value = given.get(name)?.value;
  return isSection(value) ? value : null;
}

function matchPattern(given: Given | undefined): Pattern | null {
  const value = text(given);
  if (value === null) return null;
  try {
    return patternOf(value);
  } catch (error) {
    throw new UsageError(words().configErrors.pattern(given!.where, quote(value), (error as Error).message));
  }
}

function filter(given: Given | undefined): string {
  const value = given === undefined || given.value === '' ? '' : text(given)!;
  try {
    filterOf(value);
    return value;
  } catch (error) {
    const { message, start } = error as FilterError;
    throw new UsageError(words().configErrors.filter(given!.where, quote(value), message, start + 1));
  }
}

function columns(given: Given | undefined): string[] | null {
  const value = text(given);
  if (value === null) return null;
  const known = COLUMNS.map(({ id }) => id);
  const ids = value.split(',').map(id => id.trim().toLowerCase());
  for (const [index, id] of ids.entries()) {
    if (!known.includes(id)) {
      const hint = nearest(id, known) || words().filter.thereAre(known.join(', '));
      throw new UsageError(words().configErrors.noColumn(given!.where, quote(id), hint));
    }
    if (ids.indexOf(id) !== index) throw new UsageError(words().configErrors.columnTwice(given!.where, quote(id)));
  }
  return ids;
}

function signal(given: Given | undefined): KillSignal | null {
  const value = text(given);
  if (value === null) return null;
  const known = KILL_SIGNALS.find(name => name === `SIG${value.toUpperCase().replace(/^SIG/, '')}`);
  if (known) return known;
  const names = KILL_SIGNALS.map(name => name.slice(3)).join(', ');
  throw new UsageError(words().configErrors.noSignal(given!.where, quote(value), names));
}

function oneOf<Name extends string>(given: Given | undefined, names: readonly Name[]): Name | null {
  const value = text(given);
  if (value === null) return null;
  const known = names.find(name => name === value);
  if (known) return known;
  const hint = nearest(value, names);
  throw new UsageError(words().configErrors.noneOf(given!.where, quote(value), names.join(', '), hint));
}

function quote(value: string): string {
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}
