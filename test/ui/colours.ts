/** What colours look like: to an eye that reads, by WCAG; and to one that lacks a kind of cones. */

/** xterm's own 16, which most terminals have something like. */
const SIXTEEN: Record<string, string> = {
  ...{ black: '#000000', red: '#cd0000', green: '#00cd00', yellow: '#cdcd00', blue: '#0000ee', magenta: '#cd00cd' },
  ...{ cyan: '#00cdcd', white: '#e5e5e5', blackBright: '#7f7f7f', redBright: '#ff0000', greenBright: '#00ff00' },
  ...{ yellowBright: '#ffff00', blueBright: '#5c5cff', magentaBright: '#ff00ff', cyanBright: '#00ffff' },
  whiteBright: '#ffffff',
};

export function rgbOf(name: string): string {
  const rgb = SIXTEEN[name];
  if (!rgb) throw new Error(`${name} is none of the 16 colours`);
  return rgb;
}

/** One of the 256: a cube of six levels, and 24 greys. */
export function ofXterm(index: number): string {
  const levels = [0, 95, 135, 175, 215, 255];
  const at = index - 16;
  const cube = [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6].map(level => levels[level]!);
  const channels = index >= 232 ? Array<number>(3).fill(8 + 10 * (index - 232)) : cube;
  return `#${channels.map(value => value.toString(16).padStart(2, '0')).join('')}`;
}

function linear(color: string): number[] {
  return [1, 3, 5].map(at => {
    const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

function luminance(color: string): number {
  const [red, green, blue] = linear(color) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio, from 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** Machado, Oliveira and Fernandes 2009, "A Physiologically-based Model for Simulation of Color Vision Deficiency", at 1.0. */
const CONES = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/** Linear red, green and blue, as that eye has them. */
export function seenBy(kind: keyof typeof CONES, color: string): number[] {
  const channels = linear(color);
  return CONES[kind].map(row => row.reduce((sum, factor, at) => sum + factor * channels[at]!, 0));
}

/** CIE76 in Lab (D65): under 2 no eye sees it, over 20 nobody takes one for the other. */
export function difference(a: readonly number[], b: readonly number[]): number {
  const [one, other] = [lab(a), lab(b)];
  return Math.hypot(...one.map((value, at) => value - other[at]!));
}

function lab([red, green, blue]: readonly number[]): number[] {
  const row = (r: number, g: number, b: number, white: number) => {
    const value = Math.max(0, (r * red! + g * green! + b * blue!) / white);
    return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116;
  };
  const x = row(0.4124, 0.3576, 0.1805, 0.9505);
  const y = row(0.2126, 0.7152, 0.0722, 1);
  const z = row(0.0193, 0.1192, 0.9505, 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
