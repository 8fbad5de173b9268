/** Stdout itself forgets it: it undoes its own end (Node, lib/internal/bootstrap/switches/is_main_thread.js, dummyDestroy). */
let isBroken = false;

/**
 * What is begun is seen through and written down, also when nobody listens any more (`| head -1`, a closed stderr): a failure
 * to write would else end fdtop between a signal and the look at what came of it.
 */
export async function seenThrough(act: () => Promise<number>): Promise<number> {
  const others = process.stdout.listeners('error') as ((error: Error) => void)[];
  const note = () => {
    isBroken = true;
  };
  const ignore = () => {};
  process.stdout.removeAllListeners('error').on('error', note);
  process.stderr.on('error', ignore);
  try {
    const code = await act();
    // Whoever waits for the exit code still does: it is that of the action, not that of the broken pipe.
    if (await isStdoutGone()) process.exit(code);
    return code;
  } finally {
    process.stdout.off('error', note);
    process.stderr.off('error', ignore);
    for (const other of others) process.stdout.on('error', other);
  }
}

/** Whether something that was written to stdout was lost. */
export async function isStdoutGone(): Promise<boolean> {
  await new Promise(setImmediate); // an error comes after its write
  return isBroken;
}
