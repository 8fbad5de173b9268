import hook from '../python/trace_hook.py';

/** `fdtop trace-hook`: the lines for gunicorn.conf.py, on stdout. Returns the exit code. */
export async function traceHook(): Promise<number> {
  process.stdout.write(hook);
  return 0;
}
