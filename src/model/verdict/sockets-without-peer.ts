import type { Evidence } from './evidence.ts';
import { confidenceIn, suspectLines, suspectOf } from './suspect.ts';
import type { Verdict } from './verdict.ts';

/** Sockets that are in no table of the kernel: never connected, or reset by the peer, and open all the same. */
export function socketsWithoutPeer(evidence: Evidence): Verdict | null {
  const suspect = suspectOf(evidence, ({ kind }) => kind === 'socket-unlisted');
  if (!suspect) return null;
  return {
    id: 'sockets-without-peer',
    title: 'Sockets without a peer are not closed',
    confidence: confidenceIn(evidence, suspect),
    evidence: [
      ...suspectLines(evidence, suspect),
      'such a socket never connected, was reset by its peer, or was shut down, and is still open',
    ],
    advice: [
      'A connection that failed has an open socket, too: close it where the error is caught.',
      '  with socket.create_connection(address, timeout=5) as sock: ...',
      '  except OSError: sock.close(); raise',
      'shutdown() does not close: close() must follow. Retries must close what they replace.',
    ],
    fds: suspect.count,
  };
}
