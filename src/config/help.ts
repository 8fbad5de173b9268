import { COMMANDS, flagsOf, typedName } from './flags.ts';

/** The text of `fdtop --help` and `fdtop COMMAND --help`, from the tables. */
export function helpText(command: string): string {
  const commands = command === '' ? COMMANDS : COMMANDS.filter(({ name }) => name === command);
  const flags = flagsOf(command).map(
    flag =>
      [[flag.short && `-${flag.short},`, typedName(flag), flag.value].filter(Boolean).join(' '), flag.help] as const,
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
