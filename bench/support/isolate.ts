/**
 * A place of the bench's own: pid, mount and /proc namespaces, and a tmpfs as scratch. What else runs on the machine then
 * takes its time but is not counted, painted or walked; and whatever happens, all that was started ends with it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MARK = 'FDTOP_BENCH_SCRATCH';

/** The scratch folder inside; null outside, where `runIsolated` is to be called. */
export function isolatedScratch(): string | null {
  const scratch = process.env[MARK] ?? null;
  delete process.env[MARK];
  return scratch;
}

/** Runs this same program inside, and gives its exit code. */
export async function runIsolated(): Promise<number> {
  const scratch = mkdtempSync(join(tmpdir(), 'fdtop-bench-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const mount = 'mount -t tmpfs -o size=6g,nr_inodes=2m bench "$0" && exec "$@"';
  const self = [process.execPath, ...process.argv.slice(1)];
  const child = spawn('unshare', ['--pid', '--mount-proc', '--kill-child', 'sh', '-c', mount, scratch, ...self], {
    stdio: 'inherit',
    env: { ...process.env, [MARK]: scratch },
  });
  // Ending unshare ends its child, and that, as init of the namespace, all others.
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  return await new Promise(resolve => {
    child.on('error', () => resolve(1));
    child.on('exit', code => resolve(code ?? 1));
  });
}

/** Whether this user may have such a place. */
export function mayIsolate(): boolean {
  return spawnSync('unshare', ['--pid', '--mount-proc', '--kill-child', 'true']).status === 0;
}
