import { endianness } from 'node:os';

const ENDPOINT = /^([0-9a-f]{8}|[0-9a-f]{32}):([0-9a-f]{4})$/i;

/**
 * Text of an address and port as the tables in /proc/PID/net print them (net/ipv4/tcp_ipv4.c, get_tcp4_sock;
 * net/ipv6/tcp_ipv6.c, get_tcp6_sock): the address as 32-bit words in the byte order of the host, the port as a plain
 * hexadecimal number. `0100007F:1F90` is `127.0.0.1:8000` on x86; IPv6 gives `[2001:db8::1]:443`, an IPv4-mapped
 * address the IPv4 one. Null for text that is no endpoint.
 */
export function parseEndpoint(text: string, byteOrder: 'LE' | 'BE' = endianness()): string | null {
  const match = ENDPOINT.exec(text);
  if (!match) return null;
  // Not String(): V8 keeps the texts of the last 16,384 numbers, which for the ports of clients is memory for nothing.
  const port = Number.parseInt(match[2]!, 16).toFixed();
  const bytes = addressBytes(match[1]!, byteOrder);
  if (bytes.length === 4) return `${bytes.join('.')}:${port}`;
  if (isMapped(bytes)) return `${bytes.slice(12).join('.')}:${port}`;
  return `[${ipv6Text(bytes)}]:${port}`;
}

/** Whether such a text names nobody: the peer of a socket without one. */
export function isUnspecified(endpoint: string): boolean {
  return endpoint === '0.0.0.0:0' || endpoint === '[::]:0';
}

function addressBytes(hex: string, byteOrder: 'LE' | 'BE'): number[] {
  const bytes: number[] = [];
  for (let start = 0; start < hex.length; start += 8) {
    const word = Number.parseInt(hex.slice(start, start + 8), 16);
    if (byteOrder === 'LE') bytes.push(word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24);
    else bytes.push(word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255);
  }
  return bytes;
}

/** ::ffff:a.b.c.d: an IPv4 peer of an IPv6 socket. */
function isMapped(bytes: number[]): boolean {
  return bytes.slice(0, 10).every(byte => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
}

/** RFC 5952: lower case, no leading zeros, the first of the longest runs of two and more zero groups as `::`. */
function ipv6Text(bytes: number[]): string {
  const groups = Array.from({ length: 8 }, (_, index) => bytes[2 * index]! * 256 + bytes[2 * index + 1]!);
  let longest = { start: 0, length: 1 };
  for (let start = 0; start < 8; start += 1) {
    let length = 0;
    while (groups[start + length] === 0) length += 1;
    if (length > longest.length) longest = { start, length };
  }
  const text = (part: number[]) => part.map(group => group.toString(16)).join(':');
  if (longest.length === 1) return text(groups);
  return `${text(groups.slice(0, longest.start))}::${text(groups.slice(longest.start + longest.length))}`;
}
