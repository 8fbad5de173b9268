import stringWidth from 'string-width';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type ChartOptions, chart } from '../../src/model/chart.ts';
import { scaleOf } from '../../src/model/chart-scale.ts';
import type { Point } from '../../src/model/history.ts';

const TO = Date.parse('2026-11-24T14:02:30Z') / 1000;
const MARKS = [
  { name: 'warn', value: 1000 },
  { name: 'leak', value: 10_000 },
  { name: 'limit', value: 20_000 },
];

beforeAll(() => void vi.stubEnv('TZ', 'UTC'));

/** One count a second up to TO; null for a second in which nothing was counted. */
function counts(seconds: number, fdsAt: (second: number) => number | null): Point[] {
  return Array.from({ length: seconds + 1 }, (_, second) => ({ at: TO - seconds + second, fds: fdsAt(second) })).filter(
    (point): point is Point => point.fds !== null,
  );
}

interface Given extends Partial<ChartOptions> {
  seconds?: number;
  fits?: boolean;
}

function drawn(points: readonly Point[], { seconds = 60, fits = false, ...given }: Given = {}) {
  const marks = given.marks ?? MARKS;
  const scale = scaleOf(
    points.map(({ fds }) => fds),
    marks,
    fits,
  );
  return chart(points, { width: 40, height: 6, from: TO - seconds, to: TO, scale, marks, ...given });
}

function text(...args: Parameters<typeof drawn>): string[] {
  return drawn(...args).map(pieces => pieces.map(piece => piece.text).join(''));
}

describe('a chart', () => {
  test('of a leak: a straight line, the thresholds that it has passed, and the limit that it nears', () => {
    expect(
      text(
        counts(600, second => 40 + second * 20),
        { seconds: 600, width: 64, height: 8 },
      ),
    ).toEqual([
      '20,000┤┄ limit ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
      '      │                                                         ',
      '      │                                                         ',
      '10,000┤┄ leak ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄⣀⣀⣀⠤⠤⠤⠒⠒⠒⠊',
      '      │                                   ⣀⣀⣀⠤⠤⠤⠒⠒⠒⠉⠉⠉          ',
      '      │                      ⢀⣀⣀⡠⠤⠤⠔⠒⠒⠒⠉⠉⠉                      ',
      '      │          ⢀⣀⣀⡠⠤⠤⠔⠒⠒⠊⠉⠉⠁                                  ',
      ' 1,000┤⣀⠤⠤⠤⠒⠒⠒⠊⠉⠉⠁ warn ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
      '      └────────┬──────────┬───────────┬──────────┬───────────┬──',
      '             13:54      13:56       13:58      14:00       14:02',
    ]);
  });

  test('of a jump joins the two by an upright', () => {
    expect(
      text(
        counts(60, second => (second < 30 ? 20 : 20_000)),
        { width: 70, height: 5 },
      ).slice(0, 5),
    ).toEqual([
      '20,000┤┄ limit ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄⢸⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉',
      '      │                               ⡜                               ',
      '10,000┤┄ leak ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄⡇┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
      '      │                              ⢰⠁                               ',
      ' 1,000┤⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡸ warn ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
    ]);
  });

  test('has a gap where nothing was counted', () => {
    const points = counts(60, second => (second > 20 && second < 40 ? null : 500));
    expect(text(points, { height: 3 })).toEqual([
      '1,000┤┄ warn ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
      '     │⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠂          ⠐⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒',
      '    0┤                                  ',
      '     └─────────────────┬────────────────',
      '                   14:02:00             ',
    ]);
  });

  test('of counts that are all the same is a level line, zoomed, too', () => {
    const points = counts(60, () => 41);
    expect(text(points, { height: 3 })[2]).toBe(`    0┤${'⣀'.repeat(34)}`);
    expect(text(points, { height: 3, fits: true }).slice(0, 3)).toEqual([
      `43┤${' '.repeat(37)}`,
      `  │${'⠒'.repeat(37)}`,
      `39┤${' '.repeat(37)}`,
    ]);
  });

  test('of one count is where that is, up to now, and not before', () => {
    const [line] = text([{ at: TO - 5, fds: 1000 }], { height: 2 });
    expect(line).toBe('1,000┤┄ warn ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄⠉⠉⠉');
  });

  test('of no count is empty, with its thresholds', () => {
    expect(text([], { height: 3 }).slice(0, 3)).toEqual([
      '1,000┤┄ warn ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
      '     │                                  ',
      '    0┤                                  ',
    ]);
  });

  test('goes over the limit when that was lowered under a running process', () => {
    const marks = [{ name: 'limit', value: 100 }];
    expect(
      text(
        counts(60, second => 50 + second * 5),
        { height: 5, marks },
      ).slice(0, 5),
    ).toEqual([
      '400┤                                 ⢀⣀⡠',
      '   │                       ⣀⣀⡠⠤⠤⠒⠒⠒⠉⠉⠁  ',
      '   │             ⣀⣀⡠⠤⠤⠒⠒⠊⠉⠉             ',
      '100┤┄┄┄⣀⣀⠤⠤⠤⠒⠒⠊⠉⠉ limit ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
      '   │⠊⠉⠉                                 ',
    ]);
  });

  test('zoomed shows the growth that is nothing against the limit', () => {
    const marks = [...MARKS.slice(0, 2), { name: 'limit', value: 1_048_576 }];
    expect(
      text(
        counts(60, second => 488_000 + second * 312),
        { width: 50, marks, fits: true },
      ),
    ).toEqual([
      '510k┤                                            ⣀',
      '    │                                 ⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠉ ',
      '500k┤                       ⣀⣀⡠⠤⠤⠒⠒⠊⠉⠉⠁           ',
      '    │            ⢀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠉                      ',
      '    │  ⣀⣀⣀⠤⠤⠔⠒⠒⠉⠉⠁                                ',
      '485k┤⠉⠉                                           ',
      '    └───────────┬──────────┬──────────┬───────────',
      '            14:01:45   14:02:00   14:02:15        ',
    ]);
  });

  test('in ASCII', () => {
    const lines = text(
      counts(60, second => 700 + second * 5),
      { width: 44, height: 5, ascii: true },
    );
    expect(lines).toEqual([
      "1,000+- warn ----------..............'''''''",
      "     |...''''''''''''''                     ",
      '     |                                      ',
      '     |                                      ',
      '    0+                                      ',
      '     +-------------------+------------------',
      '                     14:02:00               ',
    ]);
  });

  test('without axes, for many side by side', () => {
    const points = counts(60, second => (second === 30 ? 900 : 100));
    expect(text(points, { width: 30, height: 4, axes: false })).toEqual([
      '┄ warn ┄┄┄┄┄┄┄┄⣦┄┄┄┄┄┄┄┄┄┄┄┄┄┄',
      '               ⣿              ',
      '               ⣿              ',
      '⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠙⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒⠒',
    ]);
  });

  test('in 10 columns and 3 lines leaves out the numbers', () => {
    expect(
      text(
        counts(60, second => second * 15),
        { width: 10, height: 3 },
      ),
    ).toEqual(['┤┄┄┄┄┄┄⢀⡠⠔', '│   ⣀⠤⠒⠁  ', '┤⡠⠔⠉      ', '└────┬────', '   14:02  ']);
  });

  test.each([2, 3, 5, 8, 13, 40, 200])('is exactly %i columns wide, whatever is in it', width => {
    for (const height of [1, 2, 3, 10]) {
      for (const fits of [false, true]) {
        for (const ascii of [false, true]) {
          const lines = text(
            counts(60, second => second ** 4),
            { width, height, fits, ascii },
          );
          expect(lines).toHaveLength(height + 2);
          for (const line of lines) expect(stringWidth(line)).toBe(width);
        }
      }
    }
  });

  test('tells where the counts have passed a threshold', () => {
    const lines = drawn(
      counts(60, second => (second < 30 ? 500 : 12_000)),
      { width: 70, height: 8 },
    );
    const namesOf = (is: 'counts' | 'mark') =>
      new Set(
        lines.flat().flatMap(piece => (piece.is === is && piece.text.trim() ? (piece.mark?.name ?? 'none') : [])),
      );
    expect(namesOf('counts')).toEqual(new Set(['none', 'warn', 'leak']));
    expect(namesOf('mark')).toEqual(new Set(['warn', 'leak', 'limit']));
  });

  test('names two thresholds that lie in one line with their values', () => {
    const marks = [MARKS[0]!, { name: 'limit', value: 1024 }];
    expect(text([{ at: TO, fds: 5 }], { marks, height: 3 })[0]).toBe('1,024┤┄ warn 1,000, limit 1,024 ┄┄┄┄┄┄┄┄');
  });
});
