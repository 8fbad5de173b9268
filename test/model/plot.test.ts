import { describe, expect, test } from 'vitest';
import { ASCII, BRAILLE, lineOf, type Pen, plot } from '../../src/model/plot.ts';

const drawn = (values: (number | null)[], height: number, pen: Pen = BRAILLE, top = 7) =>
  plot(values, { bottom: 0, top }, height, pen).map(cells => cells.map(cell => cell ?? ' ').join(''));

describe('in braille', () => {
  test('each cell has two values side by side and four heights', () => {
    expect(drawn([0, 1, 2, 3], 1, BRAILLE, 3)).toEqual(['⡠⠊']);
    expect(drawn([0, 1, 2, 3, 4, 5, 6, 7], 2)).toEqual(['  ⡠⠊', '⡠⠊  ']);
  });

  test('a jump up or down is joined by dots from beside the last value to the new one', () => {
    expect(drawn([0, 7, 7, 0], 2)).toEqual(['⢸⢱', '⡸⢸']);
    expect(drawn([0, 0, 7, 7, 0, 0], 2)).toEqual([' ⡏⡆', '⣀⠇⣇']);
  });

  test('null is a gap, and joins nothing', () => {
    expect(drawn([0, null, null, 7], 2)).toEqual([' ⠈', '⡀ ']);
    expect(drawn([null, null], 1)).toEqual([' ']);
  });

  test('an odd value at the end has half a cell', () => {
    expect(drawn([0, 0, 0], 1)).toEqual(['⣀⡀']);
  });

  test('what lies outside of the scale is on its edge', () => {
    expect(drawn([-50, -50, 900, 900], 1, BRAILLE, 3)).toEqual(['⣀⠏']);
    expect(drawn([900, 900], 2)).toEqual(['⠉', ' ']);
  });

  test('a scale of nothing draws at the bottom', () => {
    expect(plot([5, 5], { bottom: 5, top: 5 }, 1, BRAILLE)).toEqual([['⣀']]);
  });
});

test('in ASCII each cell has one value and two heights', () => {
  expect(drawn([0, 1, 2, 3], 2, ASCII, 3)).toEqual(["  .'", ".'  "]);
  expect(drawn([0, 3, 3], 2, ASCII, 3)).toEqual([" :'", ".' "]);
});

test.each([
  [0, 3],
  [1, 3],
  [5, 2],
  [15, 0],
])('the value %i of 15 lies in line %i of 4', (value, line) => {
  expect(lineOf(value, { bottom: 0, top: 15 }, 4, BRAILLE)).toBe(line);
});
