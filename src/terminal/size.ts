/** What is taken for the size of a terminal that tells none, as a serial line: curses takes the same. */
const UNTOLD = { columns: 80, rows: 24 };

/** No screen is larger; a terminal that says so would be drawn cell by cell all the same, and cost all of a core. */
const MOST = { columns: 1000, rows: 500 };

/**
 * From now on the stream tells a size that a screen can have, also after the terminal has changed it. Ink would look for an
 * unknown one by running programs, again for each picture.
 */
export function keepSizeSensible(stream: Pick<NodeJS.WriteStream, 'columns' | 'rows'>): void {
  for (const name of ['columns', 'rows'] as const) {
    let told = stream[name];
    Object.defineProperty(stream, name, {
      configurable: true,
      enumerable: true,
      get: () => Math.min(told || UNTOLD[name], MOST[name]),
      set: (value: number) => {
        told = value;
      },
    });
  }
}
