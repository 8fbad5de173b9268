import { COMMANDS, flagsOf } from './flags.ts';

/** The text of `fdtop --help` and `fdtop COMMAND --help`, from the tables. */
export function helpText(command: string): string {
  const commands = command === '' ? COMMANDS : COMMANDS.filter(({ name }) => name === command);
  const flags = flagsOf(command).map(
    ({ name, short, value, help }) =>
      [[short && `-${short},`, `--${name}`, value].filter(Boolean).join(' '), help] as const,
  );
  return [
    'Usage',
    ...table(commands.map(({ usage, help }) => [`fdtop ${usage}`.trim(), help])),
    '',
    'Options',
    ...table(flags),
    ...(command === '' ? ['', 'Press ? on the live screen for its keys.'] : []),
  ].join('\n');
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
