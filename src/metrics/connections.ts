import type { Socket } from 'node:net';

/**
 * The connections of a server, oldest first, of which there are never more than so many: a new one takes the place of the
 * oldest that has not asked yet; where all are being answered, of the oldest. So whoever holds connections open loses them
 * first, and one who connects and asks at once is answered.
 */
export class Connections {
  readonly #most: number;
  /** Whether a request has come whole: it is being answered, then. */
  readonly #open = new Map<Socket, boolean>();

  constructor(most: number) {
    this.#most = most;
  }

  add(socket: Socket): void {
    if (this.#open.size >= this.#most) this.#dropOne();
    this.#open.set(socket, false);
    socket.once('close', () => this.#open.delete(socket));
  }

  /** A request has come whole. False when it is not the first: each connection gets one answer. */
  ask(socket: Socket): boolean {
    if (this.#open.get(socket) !== false) return false;
    this.#open.set(socket, true);
    return true;
  }

  #dropOne(): void {
    const [oldest] = this.#open.keys();
    const [idle] = [...this.#open].find(([, hasAsked]) => !hasAsked) ?? [oldest];
    if (!idle) return;
    this.#open.delete(idle);
    idle.destroy();
  }
}
