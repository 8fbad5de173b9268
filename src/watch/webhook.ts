import { printable, printableIn } from '../model/printable.ts';
import { DeliveryError, type Send } from './channel.ts';
import type { WatchEvent } from './event.ts';
import { chatText } from './line.ts';

export interface WebhookOptions {
  url: URL;
  headers: Readonly<Record<string, string>>;
  timeoutSeconds: number;
}

/** Statuses that say "later", not "never": RFC 9110, and RFC 6585 for 429. */
const LATER = [408, 425, 429];

/**
 * POSTs events as JSON. `text` is what Slack, Mattermost and others show of an incoming webhook; the fields of the event stand
 * beside it. Redirects are not followed: a POST would become a GET.
 */
export function webhook({ url, headers, timeoutSeconds }: WebhookOptions): Send {
  return async (event, signal) => {
    const timeout = AbortSignal.timeout(timeoutSeconds * 1000);
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'fdtop', ...headers },
      body: JSON.stringify(payloadOf(event)),
      redirect: 'manual',
      signal: AbortSignal.any([signal, timeout]),
    }).catch((error: Error) => {
      throw new DeliveryError(timeout.aborted ? `no answer within ${timeoutSeconds} s` : causeOf(error));
    });
    // Only the status counts; an answer without an end is not waited for.
    await response.body?.cancel().catch(() => {});
    if (response.ok) return;
    const { status } = response;
    const refused = status >= 300 && status < 500 && !LATER.includes(status);
    const after = Number(response.headers.get('retry-after') ?? Number.NaN);
    throw new DeliveryError(`it answers ${status} ${printable(response.statusText, 60)}`.trim(), {
      refused,
      afterSeconds: after > 0 ? after : null,
    });
  };
}

/** The event, with its sentence as `text` for chats: host and level in it. */
export function payloadOf(event: WatchEvent): Record<string, unknown> {
  const told = printableIn(event);
  return { ...told, text: chatText(told), summary: told.text };
}

/** fetch says "fetch failed"; why stands in its cause, and the address, which may be a secret, in none of them. */
function causeOf(error: Error): string {
  const cause = error.cause as { code?: string; message?: string } | undefined;
  return printable(cause?.code ?? cause?.message ?? error.message, 120);
}
