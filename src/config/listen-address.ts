import { words } from '../words/words.ts';
import { UsageError } from './usage-error.ts';

export interface ListenAddress {
  /** An address or a name, without brackets. */
  host: string;
  port: number;
}

/**
 * `127.0.0.1:9948`, `[::1]:9948`, `web-3:9948`, `:9948` (every address of the machine). Port 0 takes a free one.
 *
 * @throws UsageError that names the option and what it wants
 */
export function parseListenAddress(text: string, where: string): ListenAddress {
  const [, bracketed, plain, port] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5})$/.exec(text) ?? [];
  const host = bracketed ?? plain ?? '';
  const isFine = bracketed === undefined ? /^[\w.-]*$/.test(host) : isIPv6(bracketed);
  if (port === undefined || !isFine || Number(port) > 65_535) {
    throw new UsageError(words().configErrors.listen(where, JSON.stringify(text)));
  }
  return { host: host === '' ? '::' : host, port: Number(port) };
}

export function addressText({ host, port }: ListenAddress): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether nobody but this machine can connect to it. */
export function isLoopback({ host }: ListenAddress): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** Not net's isIP: every command reads its options by way of this file, and few need the network. A zone may follow. */
function isIPv6(text: string): boolean {
  const address = text.replace(/%[\w.-]+$/, '');
  // A URL may hold line breaks and tabs, which are passed over.
  return /^[\da-f:.]+$/i.test(address) && URL.canParse(`http://[${address}]`);
}
