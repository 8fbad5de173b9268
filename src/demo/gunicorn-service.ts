import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { findInPath } from '../platform/find-program.ts';
import { hasRights } from '../platform/rights.ts';
import { makeTemporaryFolder } from '../platform/temporary-folder.ts';
import { homeOfUser } from '../platform/user-folder.ts';
import { words } from '../words/words.ts';
import gunicornConf from './gunicorn_conf.py';
import { lastError, tail } from './last-error.ts';
import leakyApp from './leaky_app.py';
import { driveLoad } from './load.ts';
import { type Service, workerCount } from './service.ts';

/** Starts an installed Gunicorn on the leaky app, in a folder of its own, and keeps it busy. */
export function startGunicorn(upstreamPort: number): Service {
  const program = findInPath('gunicorn');
  if (program === null) throw new Error(words().demo.notInstalled('gunicorn'));
  const folder = makeTemporaryFolder('fdtop-demo-');
  writeFileSync(join(folder, 'leaky_app.py'), leakyApp);
  writeFileSync(join(folder, 'gunicorn_conf.py'), gunicornConf);

  const master = spawn(program, ['-c', 'gunicorn_conf.py', 'leaky_app:app'], {
    cwd: folder,
    detached: true,
    env: gunicornEnv(upstreamPort),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stderr = tail(master.stderr);
  const ready = new Promise<void>((resolve, reject) => {
    onReady(master.stdout, port => {
      driveLoad(port);
      resolve();
    });
    master.once('error', reject);
    master.once('exit', () => reject(new Error(`${program}: ${lastError(stderr())}`)));
  });
  return { master, program, ready, cleanUp: () => rmSync(folder, { recursive: true, force: true }) };
}

/**
 * gunicorn_conf.py reads FDTOP_DEMO_*. The user's own GUNICORN_* must not reach into the demo; nor with rights what names Python
 * code, a home among it: sudo -E and su -m leave those of another user.
 */
function gunicornEnv(upstreamPort: number): NodeJS.ProcessEnv {
  const leftOut = hasRights() ? /^(?:GUNICORN_|PYTHON)/ : /^GUNICORN_/;
  const own = Object.entries(process.env).filter(([name]) => !leftOut.test(name));
  return {
    ...Object.fromEntries(own),
    ...(hasRights() ? { HOME: homeOfUser() } : {}),
    PYTHONDONTWRITEBYTECODE: '1',
    FDTOP_DEMO_KEEPER: String(process.pid),
    FDTOP_DEMO_UPSTREAM: String(upstreamPort),
    FDTOP_DEMO_WORKERS: String(workerCount),
  };
}

/** The hooks in gunicorn_conf.py print `listening PORT` once, then `serving PID` for each worker. */
function onReady(stdout: Readable, callback: (port: number) => void): void {
  let text = '';
  const listen = (chunk: string) => {
    text += chunk;
    const port = /^listening (\d+)$/m.exec(text)?.[1];
    if (!port || (text.match(/^serving \d+$/gm) ?? []).length < workerCount) return;
    stdout.off('data', listen).resume();
    callback(Number(port));
  };
  stdout.setEncoding('utf8').on('data', listen);
}
