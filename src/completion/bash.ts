import { COMMANDS, FLAGS, flagsOf, type Offers, typedName } from '../config/flags.ts';

/**
 * Completions for bash, from the tables: `source <(fdtop completion bash)`. They need nothing but bash itself, not the
 * package bash-completion. bash(1), "Programmable Completion".
 */
export function bashCompletion(): string {
  const names = COMMANDS.map(({ name }) => name).filter(name => name !== '');
  return `# bash completion of fdtop; made by: fdtop completion bash
_fdtop() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command= options= offers= at
  # --color=always is three words to bash: --color, =, always.
  [[ $cur == = ]] && cur=
  [[ $prev == = ]] && prev=\${COMP_WORDS[COMP_CWORD-2]}
  COMPREPLY=()
  case $prev in
${valueCases()}
  esac
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      ${names.join('|')}) command=\${COMP_WORDS[at]}; break ;;
    esac
  done
  case $command in
${COMMANDS.map(({ name, offers }) => commandCase(name, offers)).join('\n')}
  esac
  if [[ $cur == -* ]]; then
    offers=$options
  elif [[ $command == '' ]]; then
    offers='${names.join(' ')}'
  fi
  _fdtop_offer "$offers"
}

# What is left of the offers begins with what is typed.
_fdtop_offer() {
  case $1 in
    @file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    @folder) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    @pid) mapfile -t COMPREPLY < <(compgen -W "$(pgrep -f gunicorn 2>/dev/null)" -- "$cur") ;;
    *) mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur") ;;
  esac
}

complete -F _fdtop fdtop
`;
}

/** What follows an option that wants a value. */
function valueCases(): string {
  return FLAGS.filter(({ value }) => value !== undefined)
    .map(({ name, short, offers }) => {
      const typed = [`--${name}`, short && `-${short}`].filter(Boolean).join('|');
      return `    ${typed}) ${offers === undefined ? '' : `_fdtop_offer '${wordsOf(offers)}'; `}return ;;`;
    })
    .join('\n');
}

function commandCase(name: string, offers: Offers | undefined): string {
  const options = flagsOf(name).map(typedName).join(' ');
  return `    ${name || "''"}) options='${options}'${offers === undefined ? '' : ` offers='${wordsOf(offers)}'`} ;;`;
}

function wordsOf(offers: Offers): string {
  return typeof offers === 'string' ? `@${offers}` : offers.join(' ');
}
