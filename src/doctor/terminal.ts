import { isTerminal } from '../commands/is-terminal.ts';
import { canMoveCursor, colorDepth, hasUnicode } from '../terminal/abilities.ts';
import { type Fact, off, ok } from './fact.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What of the environment may be a name of a terminal; anything else is not repeated. */
const NAME = /^[\w.+-]{1,40}$/;

/** What the screen would be drawn on. */
export function terminalFacts(env: Environment = process.env): Fact[] {
  return [
    ttyFact(),
    nameFact(env),
    ok('terminal.colorterm', 'COLORTERM', named(env.COLORTERM)),
    ...abilities(env),
    sizeFact(),
  ];
}

function ttyFact(): Fact {
  return isTerminal()
    ? ok('terminal.tty', 'terminal', true)
    : off(
        'terminal.tty',
        'terminal',
        false,
        'stdin and stdout are none now, so there is no screen: fdtop prints a snapshot',
      );
}

function nameFact(env: Environment): Fact {
  const value = named(env.TERM);
  return canMoveCursor(env)
    ? ok('terminal.term', 'TERM', value)
    : off(
        'terminal.term',
        'TERM',
        value,
        'no screen can be drawn on that; in another terminal set TERM=xterm-256color',
      );
}

function abilities(env: Environment): Fact[] {
  const depth = colorDepth(env, 'auto');
  return [
    depth === 'none'
      ? off('terminal.colours', 'colours', depth, 'NO_COLOR is set, or TERM knows none: --color always')
      : ok('terminal.colours', 'colours', depth),
    hasUnicode(env)
      ? ok('terminal.unicode', 'unicode', true)
      : off('terminal.unicode', 'unicode', false, 'ASCII stands for it: a UTF-8 locale, as LC_ALL=C.UTF-8, shows all'),
  ];
}

function sizeFact(): Fact {
  const id = 'terminal.size';
  const { columns = null, rows = null } = [process.stdout, process.stderr].find(({ isTTY }) => isTTY) ?? {};
  if (columns === null || rows === null) return ok(id, 'size', null);
  const value = `${columns}x${rows}`;
  if (columns === 0 || rows === 0)
    return off(id, 'size', value, 'it is not told, 80x24 is taken for it: stty cols 120 rows 40');
  return columns < 40 || rows < 8 ? off(id, 'size', value, 'the screen needs 40x8') : ok(id, 'size', value);
}

function named(value: string | undefined): string | null {
  if (value === undefined || value === '') return null;
  return NAME.test(value) ? value : 'set, but to no name of a terminal';
}
