import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ChannelSettings, WatchSettings } from '../config/watch-settings.ts';
import { Channel, type Send } from './channel.ts';
import { command } from './command.ts';
import type { News, WatchEvent } from './event.ts';
import { webhook } from './webhook.ts';

export interface ChannelHooks {
  onNews: (news: News) => void;
  onChange: () => void;
}

/** The channels of a config, each with what is still pending under its id. `stdout` is none: it only filters lines. */
export function openChannels(
  { channels, queue }: WatchSettings,
  pending: Readonly<Record<string, readonly WatchEvent[]>>,
  hooks: ChannelHooks,
): Channel[] {
  const seen = new Map<string, number>();
  return channels.flatMap(settings => {
    if (settings.type === 'stdout') return [];
    const { name, send, identity } = describe(settings);
    const hash = createHash('sha256').update(identity).digest('hex').slice(0, 16);
    // The same receiver twice, with other levels, are two channels.
    const count = seen.get(hash) ?? 0;
    seen.set(hash, count + 1);
    const id = `${settings.type}-${hash}-${count}`;
    const { levels } = settings;
    return [new Channel({ id, name, levels, send, bound: queue, pending: pending[id], ...hooks })];
  });
}

/** The address of a webhook is often a secret: only its host is shown, and only a hash of it is kept. */
function describe(settings: Exclude<ChannelSettings, { type: 'stdout' }>): {
  name: string;
  send: Send;
  identity: string;
} {
  if (settings.type === 'webhook')
    return { name: `webhook ${settings.url.host}`, send: webhook(settings), identity: settings.url.href };
  const name = `command ${basename(settings.command[0]!)}`;
  return { name, send: command(settings), identity: JSON.stringify(settings.command) };
}
