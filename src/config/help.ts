import { words } from '../words/words.ts';
import { COMMANDS, flagsOf, typedName } from './flags.ts';

/** The text of `fdtop --help` and `fdtop COMMAND --help`, from the tables. */
export function helpText(command: string): string {
  const said = words().options;
  const commands = command === '' ? COMMANDS : COMMANDS.filter(({ name }) => name === command);
  const flags = flagsOf(command).map(
    flag =>
      [
        [flag.short && `-${flag.short},`, typedName(flag), flag.value].filter(Boolean).join(' '),
        said.option(flag.name, flag.help),
      ] as const,
  );
  return [
    said.usage,
    ...table(commands.map(({ name, usage, help }) => [`fdtop ${usage}`.trim(), said.command(name, help)])),
    '',
    said.options,
    ...table(flags),
    ...(command === '' ? ['', said.pressHelp] : []),
  ].join('\n');
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
