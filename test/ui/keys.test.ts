import type { Key } from 'ink';
import { describe, expect, test } from 'vitest';
import {
  findCommand,
  type KeyBinding,
  keyNames,
  keyTitle,
  PAGE_KEYS,
  pageKeys,
  TABLE_KEYS,
  tableKeys,
} from '../../src/ui/keys.ts';

const key = (given: Partial<Key> = {}): Key => given as Key;

describe('the tables of keys', () => {
  test.each<[string, readonly KeyBinding[]]>([
    ['the table', TABLE_KEYS],
    ['a page', PAGE_KEYS],
  ])('of %s bind no key twice', (_, bindings) => {
    const keys = bindings.flatMap(binding => binding.keys);
    expect(keys.filter((name, index) => keys.indexOf(name) !== index)).toEqual([]);
  });

  test.each([true, false])('bind no key twice on any screen (vim: %s)', vim => {
    for (const isReplay of [true, false]) {
      const mode = { vim, isReplay };
      const screens = ['help', 'types', 'report', 'events', 'details', 'instance'];
      for (const bindings of [tableKeys(mode), ...screens.map(screen => pageKeys(screen, mode))]) {
        const keys = bindings.flatMap(binding => binding.keys);
        expect(keys.filter((name, index) => keys.indexOf(name) !== index)).toEqual([]);
      }
    }
  });

  test('with --vim j and k move, and X kills; no other key changes its meaning', () => {
    const table = (name: string, vim: boolean) => findCommand(tableKeys({ vim, isReplay: false }), name, false);
    expect(['j', 'k', 'X'].map(name => table(name, true))).toEqual(['down', 'up', 'kill']);
    expect(['j', 'X'].map(name => table(name, false))).toEqual([null, null]);
    const others = TABLE_KEYS.flatMap(({ keys }) => keys).filter(name => name !== 'k');
    for (const name of others) expect(table(name, true), name).toBe(table(name, false));
    expect(findCommand(pageKeys('types', { vim: true, isReplay: false }), 'j', false)).toBe('down');
  });

  test('a page is left by the key that opened it', () => {
    const mode = { vim: false, isReplay: false };
    for (const [screen, name] of Object.entries({ help: '?', types: 't', events: 'e' }))
      expect(findCommand(pageKeys(screen, mode), name, false)).toBe('back');
  });

  test('follow the contract of the design', () => {
    const contract = { k: 'kill', r: 'restart', t: 'types', '<': 'sort-left', '>': 'sort-right', I: 'invert' };
    const more = { '/': 'filter', p: 'pause', '+': 'slower', '-': 'faster', a: 'all', g: 'group', '?': 'help' };
    const moves = { up: 'up', down: 'down', 'page-up': 'page-up', home: 'first', end: 'last', esc: 'back', q: 'quit' };
    for (const [name, command] of Object.entries({ ...contract, ...more, ...moves })) {
      expect(findCommand(TABLE_KEYS, name, false), name).toBe(command);
    }
  });

  test('read-only takes away what changes the machine, and nothing else', () => {
    const gone = TABLE_KEYS.filter(({ keys }) => findCommand(TABLE_KEYS, keys[0]!, true) === null);
    expect(gone.map(({ command }) => command).sort()).toEqual([
      'cure',
      'kill',
      'limit',
      'recycle',
      'reload',
      'restart',
    ]);
  });

  test('an unknown key means nothing', () => {
    for (const name of ['', 'x', 'K ', 'ctrl-k', 'constructor'])
      expect(findCommand(TABLE_KEYS, name, false)).toBeNull();
  });

  test('no way out of a page is missing', () => {
    for (const name of ['esc', 'q', 'ctrl-c']) expect(findCommand(PAGE_KEYS, name, false)).not.toBeNull();
  });
});

describe('keyNames', () => {
  test('takes apart what was typed faster than it was read', () => {
    expect(keyNames('jjj', key())).toEqual(['j', 'j', 'j']);
    expect(keyNames('k\r', key())).toEqual(['k', 'enter']);
    expect(keyNames('a\x7f\x1b\x03\t', key())).toEqual(['a', 'backspace', 'esc', 'ctrl-c', 'tab']);
    expect(keyNames('\x0c\x1ax', key())).toEqual(['ctrl-l', 'ctrl-z', 'x']);
  });

  test('keeps a character of several code units whole', () => {
    expect(keyNames('é🐍', key())).toEqual(['é', '🐍']);
  });

  test('names the special keys', () => {
    expect(keyNames('', key({ upArrow: true }))).toEqual(['up']);
    expect(keyNames('\r', key({ return: true }))).toEqual(['enter']);
    expect(keyNames('', key({ delete: true }))).toEqual(['backspace']);
  });

  test('tells Ctrl-K from k', () => {
    expect(keyNames('k', key({ ctrl: true }))).toEqual(['ctrl-k']);
  });

  test('takes Alt-K for Esc and k: typed quickly they cannot be told apart', () => {
    expect(keyNames('k', key({ meta: true }))).toEqual(['esc', 'k']);
  });

  test('loses no Esc before another key that is not a letter: Esc, Enter must not confirm', () => {
    expect(keyNames('', key({ return: true, meta: true }))).toEqual(['esc', 'enter']);
    expect(keyNames('', key({ home: true, meta: true }))).toEqual(['esc', 'home']);
    expect(keyNames('', key({ escape: true, meta: true }))).toEqual(['esc', 'esc']);
    expect(keyNames('c', key({ ctrl: true, meta: true }))).toEqual(['esc', 'ctrl-c']);
  });

  test('hears nothing when a key is let go, or has no input', () => {
    expect(keyNames('k', key({ eventType: 'release' } as Partial<Key>))).toEqual([]);
    expect(keyNames('', key())).toEqual([]);
    expect(keyNames('', key({ ctrl: true }))).toEqual([]);
  });
});

test.each([
  [' ', 'Space'],
  ['k', 'k'],
  ['I', 'I'],
  ['up', '↑'],
  ['esc', 'Esc'],
  ['ctrl-c', 'Ctrl-C'],
  ['page-down', 'PgDn'],
  ['home', 'Home'],
])('the key %j is called %s', (name, title) => {
  expect(keyTitle(name)).toBe(title);
});
