/** `fdtop watch --json` as a process, and what it tells. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WatchEvent } from '../../src/watch/event.ts';
import { register, registerChild } from '../support/cleanup.ts';
import { FDTOP } from '../support/fdtop.ts';
import { publicNode, publicPath } from '../support/public-copy.ts';
import { waitUntil } from '../support/wait.ts';

export interface Watcher {
  readonly pid: number;
  readonly events: WatchEvent[];
  stderr(): string;
  /** The first event that is not older than the last one asked for, and fits. */
  next(event: WatchEvent['event'], fits?: (event: WatchEvent) => boolean): Promise<WatchEvent>;
  signal(name: NodeJS.Signals): void;
  /** Closes this end of its stdout. */
  stopReading(): void;
  /** Its exit code, or the signal that ended it, whoever does. */
  readonly ended: Promise<number | string>;
  /** Ends it, and gives its exit code, or the signal that ended it. */
  end(name?: NodeJS.Signals): Promise<number | string>;
}

/** A folder for state and config; gone with the test file. */
export function watchFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-watch-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  register({ stop: async () => remove(), stopNow: remove });
  const config = join(folder, 'config.toml');
  return {
    folder,
    config,
    /** The state file; '{}' while there is none. */
    state: () => (existsSync(join(folder, 'watch.json')) ? readFileSync(join(folder, 'watch.json'), 'utf8') : '{}'),
    configure(...lines: string[]) {
      writeFileSync(config, lines.join('\n'));
    },
  };
}

/** `uid`: not as the user of the tests, but as this one. */
export async function startWatch(
  { folder, config, uid }: { folder: string; config: string; uid?: number },
  ...args: string[]
) {
  const words = ['watch', '--json', '--interval', '0.2', '--config', config, ...args];
  const [program, ...before] = commandOf(uid);
  if (uid !== undefined) for (const path of [folder, config]) chownSync(path, uid, uid);
  const child = spawn(program!, [...before, ...words], {
    env: { ...process.env, STATE_DIRECTORY: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  const stop = registerChild(child);
  const events: WatchEvent[] = [];
  let rest = '';
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    events.push(...lines.map(line => JSON.parse(line)));
  });
  let asked = 0;
  const watcher: Watcher = {
    pid: child.pid!,
    events,
    stderr: () => stderr,
    async next(event, fits = () => true) {
      const found = await waitUntil(
        `${event} of fdtop watch`,
        () => {
          if (child.exitCode !== null && rest === '') asked = Math.min(asked, events.length);
          const index = events.findIndex((each, at) => at >= asked && each.event === event && fits(each));
          if (index === -1) return null;
          asked = index + 1;
          return events[index];
        },
        { timeout: 20_000 },
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${events.map(each => `${each.event} ${each.text}`).join('\n')}\n${stderr}`);
      });
      return found;
    },
    signal: name => void child.kill(name),
    stopReading: () => void child.stdout.destroy(),
    ended: ended.then(([code, signal]) => code ?? signal),
    async end(name = 'SIGTERM') {
      child.kill(name);
      const [code, signal] = await ended;
      await stop();
      return code ?? signal;
    },
  };
  return watcher;
}

function commandOf(uid: number | undefined): string[] {
  if (uid === undefined) return [process.execPath, FDTOP];
  const as = ['/usr/bin/setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--pdeathsig=KILL'];
  return [...as, publicNode(), publicPath('dist/fdtop.js')];
}
