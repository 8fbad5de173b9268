import { COMMANDS, type CommandEntry, type Flag, flagsOf, type Offers, typedName } from '../config/flags.ts';

/**
 * Completions for zsh, from the tables: as the file _fdtop in a folder of $fpath, or `source <(fdtop completion zsh)` after
 * compinit. zshcompsys(1), "_arguments".
 */
export function zshCompletion(): string {
  const commands = COMMANDS.filter(({ name }) => name !== '');
  return `#compdef fdtop
# made by: fdtop completion zsh
_fdtop() {
  local command= word
  local -a commands=(
${commands.map(({ name, help }) => `    ${quoted(`${name}:${help}`)}`).join('\n')}
  )
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if (( \${commands[(I)$word:*]} )); then command=$word; break; fi
  done
  case $command in
${COMMANDS.map(commandCase).join('\n')}
  esac
}

_fdtop_commands() { _describe -t commands 'command of fdtop' commands }

# Loaded by compinit as a function, or sourced.
if [[ $funcstack[1] == _fdtop ]]; then _fdtop "$@"; else compdef _fdtop fdtop; fi
`;
}

function commandCase(entry: CommandEntry): string {
  const { name } = entry;
  const specs = [...flagsOf(name).flatMap(optionSpecs), ...operandSpecs(entry)];
  return `    ${name || "''"}) _arguments -s ${specs.map(spec => `\\\n      ${quoted(spec)}`).join(' ')} ;;`;
}

/** The command is a word itself, the first of them. */
function operandSpecs({ name, operands, offers }: CommandEntry): string[] {
  if (name === '') return ['1: :_fdtop_commands'];
  return ['1: : ', ...Array.from({ length: operands }, (_, index) => `${index + 2}: :${actionOf(offers)}`)];
}

/** `--color=[help]:WHEN:(auto always never)`, for each way to type it. */
function optionSpecs(flag: Flag): string[] {
  const names = [typedName(flag), ...(flag.short ? [`-${flag.short}`] : [])];
  const others = names.length > 1 ? `(${names.join(' ')})` : '';
  const help = `[${flag.help.replace(/[[\]:\\]/g, '\\$&')}]`;
  return names.map(name => {
    if (flag.value === undefined) return `${others}${name}${help}`;
    return `${others}${name}${name.startsWith('--') ? '=' : '+'}${help}:${flag.value.replaceAll(':', '\\:')}:${actionOf(flag.offers)}`;
  });
}

function actionOf(offers: Offers | undefined): string {
  if (offers === undefined) return ' ';
  const actions = { pid: '_pids', file: '_files', folder: '_files -/' };
  return typeof offers === 'string' ? actions[offers] : `(${offers.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
