/** THE table of what a filter may say, by example: the help screen and README come from it. */
export const FILTER_HELP: readonly (readonly [example: string, meaning: string])[] = [
  ['shop leaking', 'all of these words, in pid, role, user, command, severity, host, instance or unit'],
  ['"a (b) and"', 'in quotes: just this, where it would mean something else'],
  ['fds>10k', 'a number: > >= < <= = !=, with k, M or G; growth>5/min, used>50%, age>1h30m, full<10m, mem>500M'],
  ['user=www-data', 'a text: the whole of it, whatever the case; != is another one'],
  ['command~^py.*x$', 'a part of a text, or a pattern: . [a-z] \\d \\w \\s ^ $ * + ? | ( ); !~ is without it'],
  ['severity>=leaking', 'ok < elevated < leaking < critical'],
  ['A and B, A or B', '"and" may be left out, and binds before "or"; ( ) around what belongs together'],
  ['not A', 'all else. What is not known (? - ·) matches no comparison, also not !=, but it does match a "not"'],
];
