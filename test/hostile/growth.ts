/** How the time of something grows with the size of what it is given: times themselves say more of the machine. */

const TRIES = 4;
const LONG_ENOUGH_MS = 20;

/** Of the processor, in ms, that this thread has had: other load of the machine is not in it. */
function clock(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * How many times longer it takes at four times the size: about 4 where it is linear, 16 where it is quadratic. Of some tries
 * the least, up to the first that is below `enough`: what comes in between makes it longer, never shorter.
 */
export function growth(size: number, enough: number, make: (size: number) => () => unknown): number {
  const [small, large] = [make(size), make(4 * size)];
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < TRIES && least >= enough; time += 1) least = Math.min(least, cost(large) / cost(small));
  return least;
}

/** Of one run, in ms: of so many that the clock of the processor, which ticks, can tell. */
function cost(run: () => unknown): number {
  run();
  for (let times = 1; ; times *= 4) {
    const started = clock();
    for (let time = 0; time < times; time += 1) run();
    const taken = clock() - started;
    if (taken >= LONG_ENOUGH_MS) return taken / times;
  }
}
