import { traceHookText } from '../python/trace-hook-text.ts';

/** `fdtop trace-hook`: the lines for gunicorn.conf.py, on stdout. Returns the exit code. */
export async function traceHook(): Promise<number> {
  process.stdout.write(traceHookText);
  return 0;
}
