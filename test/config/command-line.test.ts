import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseCommandLine } from '../../src/config/command-line.ts';
import { COMMANDS, FLAGS, flagsOf, typedName } from '../../src/config/flags.ts';
import { helpText } from '../../src/config/help.ts';
import { UsageError } from '../../src/config/usage-error.ts';

const parse = (...argv: string[]) => parseCommandLine(argv, '1.2.3', import.meta);

function usageErrorOf(...argv: string[]): string {
  try {
    parse(...argv);
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError);
    return (error as Error).message;
  }
  throw new Error(`no error for ${JSON.stringify(argv)}`);
}

// meow ends the program by itself in some cases: never here.
beforeEach(() => {
  vi.spyOn(process, 'exit').mockImplementation(code => {
    throw new Error(`process.exit(${code}) was called`);
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

describe('commands', () => {
  test('none is the live screen', () => {
    expect(parse()).toMatchObject({ command: '', args: [], flags: {}, show: null });
  });

  test.each(COMMANDS.map(({ name }) => name).filter(Boolean))('%s is known', name => {
    expect(parse(name)).toMatchObject({ command: name, args: [] });
  });

  test('operands stay as they were typed, numbers or not', () => {
    expect(parse('types', '0042')).toMatchObject({ command: 'types', args: ['0042'] });
    expect(parse('types', '0x10', '1e3').args).toEqual(['0x10', '1e3']);
  });

  test.each([
    ['typs', /"typs", did you mean types\?/],
    ['dem', /"dem", did you mean demo\?/],
    ['frobnicate', /"frobnicate";/],
    ['', /""/],
    ['-', /"-"/],
    ['-1', /"-1"/],
    ['constructor', /"constructor"/],
    ['Types', /"Types", did you mean types\?/],
  ])('%j is no command', (word, message) => {
    expect(usageErrorOf(word)).toMatch(message);
    expect(usageErrorOf(word)).toMatch(/unknown command .*fdtop --help/);
  });

  test('nothing like it is proposed for a word that is far from all', () => {
    expect(usageErrorOf('frobnicate')).not.toMatch(/did you mean/);
  });
});

describe('options', () => {
  test.each(FLAGS.map(({ name, value, commands }) => [name, value, commands?.[0] ?? ''] as const))(
    '--%s is taken by its command',
    (name, value, command) => {
      const words = [...(command ? [command] : []), `--${name}`, ...(value ? ['7'] : [])];
      expect(parse(...words).flags).toEqual({ [name]: value ? '7' : true });
    },
  );

  test.each(FLAGS.filter(({ value }) => value).map(({ name, commands }) => [name, commands?.[0] ?? ''] as const))(
    '--%s=value is the same as --name value, and keeps further equal signs',
    (name, command) => {
      const words = command ? [command] : [];
      expect(parse(...words, `--${name}=a=b`).flags).toEqual({ [name]: 'a=b' });
      expect(parse(...words, `--${name}`, 'a=b').flags).toEqual({ [name]: 'a=b' });
    },
  );

  test.each(
    FLAGS.flatMap(({ name, commands }) =>
      COMMANDS.filter(command => commands && !commands.includes(command.name)).map(
        command => [name, command.name] as const,
      ),
    ),
  )('--%s does not belong to %j, and the error says so', (name, command) => {
    const flag = FLAGS.find(candidate => candidate.name === name)!;
    const words = [...(command ? [command] : []), `--${name}`, ...(flag.value ? ['7'] : [])];
    expect(usageErrorOf(...words)).toMatch(new RegExp(`--${name} does not belong to fdtop ?${command}`));
  });

  test('stand before and after the command', () => {
    const expected = { command: 'types', args: ['42'], flags: { exact: true, json: true } };
    expect(parse('types', '42', '--exact', '--json')).toMatchObject(expected);
    expect(parse('--exact', 'types', '--json', '42')).toMatchObject(expected);
  });

  test('-h and -V are short for --help and --version', () => {
    expect(parse('-h').show).toBe('help');
    expect(parse('-V').show).toBe('version');
    expect(parse('-hV').show).toBe('help');
    expect(helpText('types')).toContain('--exact');
  });

  test('a switch given twice is on; --no-... turns it off', () => {
    expect(parse('--once', '--once').flags).toEqual({ once: true });
    expect(parse('--no-all').flags).toEqual({ all: false });
  });

  test.each(FLAGS.filter(({ value }) => value).map(({ name, commands }) => [name, commands?.[0] ?? ''] as const))(
    '--%s given twice is an error: which one is meant?',
    (name, command) => {
      const words = command ? [command] : [];
      expect(usageErrorOf(...words, `--${name}`, '1', `--${name}`, '2')).toContain(`--${name} is given more than once`);
      expect(usageErrorOf(...words, `--${name}=1`, `--${name}=1`)).toContain(`--${name} is given more than once`);
    },
  );

  test.each([
    ['--intervl', 'did you mean --interval?'],
    ['--procRoot', 'did you mean --proc-root?'],
    ['--proc_root', 'did you mean --proc-root?'],
    ['--Interval', 'did you mean --interval?'],
    ['---once', 'did you mean --once?'],
    ['--once-', 'did you mean --once?'],
    ['--readonly', 'did you mean --read-only?'],
    ['--colour', 'did you mean --color?'],
    ['--frobnicate', null],
    ['--no-frobnicate', null],
    ['--no-interval', 'did you mean --interval?'],
    ['--no-color', null],
    ['--proc-root.foo=1', 'did you mean --proc-root?'],
    ['--__proto__', null],
    ['--constructor', null],
    ['-x', null],
    ['-i', null],
  ])('%s is unknown, and named as it was typed', (word, hint) => {
    const message = usageErrorOf(word);
    expect(message).toContain(`unknown option ${word.split('=')[0]}`);
    if (hint) expect(message).toContain(hint);
    else expect(message).not.toContain('did you mean');
  });

  test('an unknown one is found behind a command, and with a value', () => {
    expect(usageErrorOf('types', '42', '--exat')).toContain('did you mean --exact?');
    expect(usageErrorOf('--intervl', '3')).toContain('--intervl');
    expect(usageErrorOf('--intervl=3')).toContain('--intervl');
  });

  test.each(['--once=yes', '--once=false', '--json=1', '--help=no', '-h=1', '--all='])(
    '%s: a switch takes no value, and is not silently off',
    word => {
      expect(usageErrorOf(word)).toContain(`takes no value: ${word}`);
    },
  );

  test('what a terminal obeys is taken out of the error', () => {
    expect(usageErrorOf('--\x1b[2J')).not.toContain('\x1b');
    expect(usageErrorOf('\x1b[2J')).not.toContain('\x1b');
    expect(usageErrorOf(`--once=${'x'.repeat(10_000)}`).length).toBeLessThan(200);
  });

  test('behind -- nothing is an option', () => {
    expect(parse('types', '--', '42')).toMatchObject({ command: 'types', args: ['42'], flags: {} });
    expect(usageErrorOf('--', '--once')).toContain('unknown command "--once"');
  });
});

describe('the help', () => {
  test('names every option of the command and none of others', () => {
    for (const { name } of COMMANDS) {
      const help = helpText(name);
      for (const flag of FLAGS) {
        const isThere = new RegExp(`^  (-\\w, )?${typedName(flag)}\\b`, 'm').test(help);
        expect(isThere, `--${flag.name} in the help of ${name || 'fdtop'}`).toBe(flagsOf(name).includes(flag));
      }
    }
  });

  test('of fdtop names every command', () => {
    for (const { usage } of COMMANDS) expect(helpText('')).toContain(`fdtop ${usage}`.trim());
  });
});
