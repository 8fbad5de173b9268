/** The one table, in Markdown, with columns that line up on a terminal too. */
import type { Measurement, Part, Unit } from './case.ts';
import { median } from './median.ts';
import { verdictText } from './verdict.ts';

const HEAD = ['case', 'tool', 'median', 'range', 'runs', 'ratio', 'target, note'];
const TO_THE_LEFT = [true, true, false, false, false, false, true];

export function tableText(parts: readonly Part[]): string {
  const rows = [HEAD, ...parts.flatMap(partRows)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map(row => row[column]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const padded = rows.map(row =>
    line(
      row.map((cell, column) => (TO_THE_LEFT[column] ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))),
    ),
  );
  const rule = line(
    widths.map((width, column) => (TO_THE_LEFT[column] ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)),
  );
  return [padded[0], rule, ...padded.slice(1)].join('\n');
}

function partRows({ title, measurements, verdicts }: Part): string[][] {
  const own = median(measurements[0]?.values ?? []);
  return measurements.map((measurement, index) => {
    const { tool, unit, values, note } = measurement;
    const targets = verdicts.filter(verdict => verdict.tool === tool).map(verdictText);
    const comments = [...targets, ...(note ? [note] : [])].join('; ');
    const ratio = index === 0 || values.length === 0 ? '' : ratioText(median(values) / own);
    return [index === 0 ? title : '', tool, ...valueCells(unit, values), ratio, comments];
  });
}

function valueCells(unit: Unit, values: Measurement['values']): string[] {
  if (values.length === 0) return ['', '', ''];
  const range = `${amount(Math.min(...values))}-${amount(Math.max(...values))}`;
  return [`${amount(median(values))} ${unit}`, values.length === 1 ? '' : range, String(values.length)];
}

function amount(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(value < 1 ? 2 : 3);
}

function ratioText(ratio: number): string {
  return `${amount(ratio)} x`;
}
