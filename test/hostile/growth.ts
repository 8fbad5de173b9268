/** How the time of something grows with the size of what it is given: times themselves say more of the machine. */

const TURNS = 7;

/**
 * How many times longer it takes at four times the size: about 4 where it is linear, 16 where it is quadratic. Each time is
 * that of the fastest of some turns, which other load of the machine moves least; the two sizes take turns.
 */
export function growth(size: number, make: (size: number) => () => void): number {
  const [small, large] = [make(size), make(4 * size)];
  const times = { small: Number.POSITIVE_INFINITY, large: Number.POSITIVE_INFINITY };
  // So many of the small ones that the clock can tell.
  const timed = (run: () => void) => {
    const started = performance.now();
    run();
    return performance.now() - started;
  };
  small();
  let times10 = 1;
  while (times10 < 1000 && timed(() => repeat(small, times10)) < 2) times10 *= 2;
  for (let turn = 0; turn < TURNS; turn += 1) {
    times.small = Math.min(times.small, timed(() => repeat(small, times10)) / times10);
    times.large = Math.min(times.large, timed(large));
    // Once it is clear there is no need to wait for more of it.
    if (times.large > 1000 && turn > 1) break;
  }
  return times.large / times.small;
}

function repeat(run: () => void, times: number): void {
  for (let time = 0; time < times; time += 1) run();
}
