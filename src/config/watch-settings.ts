import { LEVELS, type Level } from '../watch/levels.ts';
import { words } from '../words/words.ts';
import { checkKeys, isSection, numberIn, type Section, textIn, textsIn } from './section.ts';
import { UsageError } from './usage-error.ts';

/** `[watch]` of the config file. */
export interface WatchSettings {
  /** An alert when the limit is so near by forecast; 0: none. */
  forecastMinutes: number;
  /** So many samples in a row raise an alert (a critical one is raised at once), and so many resolve it. */
  samplesUp: number;
  samplesDown: number;
  /** Messages that each channel keeps while they cannot be delivered. */
  queue: number;
  channels: readonly ChannelSettings[];
}

/** Null levels: all of them. */
export type ChannelSettings = { where: string; file: string; levels: readonly Level[] | null } & (
  | { type: 'stdout' }
  | { type: 'webhook'; url: URL; headers: Readonly<Record<string, string>>; timeoutSeconds: number }
  | { type: 'command'; command: readonly string[]; timeoutSeconds: number }
);

export const WATCH_DEFAULTS: WatchSettings = {
  forecastMinutes: 10,
  samplesUp: 2,
  samplesDown: 5,
  queue: 1000,
  channels: [],
};

const KEYS = ['forecast', 'samples-up', 'samples-down', 'queue', 'channel'];
const COMMON = ['type', 'levels'];
const CHANNEL_KEYS = {
  stdout: COMMON,
  webhook: [...COMMON, 'url', 'headers', 'timeout'],
  command: [...COMMON, 'command', 'timeout'],
};
const TIMEOUT = { least: 0.1, most: 300 };
const DEFAULT_TIMEOUT = 10;
const SAMPLES = { least: 1, most: 1000, whole: true };

/** Checks the table `[watch]`, and fills in the defaults. Throws a UsageError that names file, line and key. */
export function watchSettingsOf(section: Section | null): WatchSettings {
  if (section === null) return WATCH_DEFAULTS;
  checkKeys(section, KEYS);
  return {
    forecastMinutes: numberIn(section, 'forecast', { least: 0, most: 1440 }) ?? WATCH_DEFAULTS.forecastMinutes,
    samplesUp: numberIn(section, 'samples-up', SAMPLES) ?? WATCH_DEFAULTS.samplesUp,
    samplesDown: numberIn(section, 'samples-down', SAMPLES) ?? WATCH_DEFAULTS.samplesDown,
    queue: numberIn(section, 'queue', { least: 1, most: 100_000, whole: true }) ?? WATCH_DEFAULTS.queue,
    channels: channelsOf(section),
  };
}

function channelsOf({ entries }: Section): ChannelSettings[] {
  const given = entries.get('channel');
  if (given === undefined) return [];
  const { value, where } = given;
  if (!Array.isArray(value) || !value.every(isSection)) throw new UsageError(words().configErrors.wantsTables(where));
  return value.map(channelOf);
}

function channelOf(section: Section): ChannelSettings {
  const type = textIn(section, 'type');
  if (type === null) throw new UsageError(words().configErrors.noType(section.where));
  const names = Object.keys(CHANNEL_KEYS);
  if (!names.includes(type)) throw noneOf(section, 'type', type, names);
  checkKeys(section, CHANNEL_KEYS[type as keyof typeof CHANNEL_KEYS]);
  const common = { where: section.where, file: section.file, levels: levelsOf(section) };
  if (type === 'stdout') return { ...common, type };
  const timeoutSeconds = numberIn(section, 'timeout', TIMEOUT) ?? DEFAULT_TIMEOUT;
  if (type === 'webhook') return { ...common, type, url: urlOf(section), headers: headersOf(section), timeoutSeconds };
  return { ...common, type: 'command', command: commandOf(section), timeoutSeconds };
}

function levelsOf(section: Section): Level[] | null {
  const names = textsIn(section, 'levels');
  const wrong = names?.find(name => !LEVELS.includes(name as Level));
  if (wrong === undefined) return names as Level[] | null;
  throw noneOf(section, 'levels', wrong, LEVELS);
}

function noneOf({ entries }: Section, key: string, typed: string, names: readonly string[]): UsageError {
  return new UsageError(
    words().configErrors.noneOf(entries.get(key)!.where, JSON.stringify(typed), names.join(', '), ''),
  );
}

/** The address is not repeated in the error: those of chat services are secrets. */
function urlOf(section: Section): URL {
  const said = words().configErrors;
  const text = textIn(section, 'url');
  if (text === null) throw new UsageError(said.noUrl(section.where));
  const url = URL.canParse(text) ? new URL(text) : null;
  const { where } = section.entries.get('url')!;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new UsageError(said.noHttp(where));
  if (url.username !== '' || url.password !== '') throw new UsageError(said.holdsPassword(where));
  return url;
}

function headersOf(section: Section): Record<string, string> {
  const given = section.entries.get('headers');
  if (given === undefined) return {};
  const said = words().configErrors;
  if (!isSection(given.value)) throw new UsageError(said.wantsTable(given.where, '{ Authorization = "Bearer …" }'));
  const headers: Record<string, string> = {};
  for (const [name, { value, where }] of given.value.entries) {
    if (typeof value !== 'string') throw new UsageError(said.wantsText(where));
    try {
      new Headers({ [name]: value });
    } catch {
      throw new UsageError(said.noHeader(where));
    }
    headers[name] = value;
  }
  return headers;
}

function commandOf(section: Section): string[] {
  const command = textsIn(section, 'command');
  if (command === null) throw new UsageError(words().configErrors.noCommand(section.where));
  if (command[0]!.startsWith('/')) return command;
  const { where } = section.entries.get('command')!;
  throw new UsageError(words().configErrors.wantsFullPath(where, JSON.stringify(command[0])));
}
