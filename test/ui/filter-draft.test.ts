import { describe, expect, test } from 'vitest';
import { readDraft } from '../../src/ui/filter-draft.ts';
import { fakeController } from './effects.ts';

test.each([
  ['', 'fine'],
  ['leaking', 'fine'],
  ['fds>10', 'fine'],
  ['gunicorn.', 'fine'],
  // Half a name or a keyword, or a whole one: as words they would match nothing, and the rows would flicker.
  ['f', 'begun'],
  ['fds', 'begun'],
  ['fds!', 'begun'],
  ['leaking and us', 'begun'],
  ['leaking an', 'begun'],
  ['no', 'begun'],
  ['(role', 'unfinished'],
  ['fds>', 'unfinished'],
  ['role=wor', 'unfinished'],
  ['fsd>1', 'wrong'],
  ['a) b', 'wrong'],
] as const)('%j is %s', (text, state) => {
  expect(readDraft(text).state).toBe(state);
});

test('says what may follow the name of a column', () => {
  expect(readDraft('fds').says).toBe('fds: then > >= < <= = or !=, and a number, as 1000 or 10k');
  expect(readDraft('sev').says).toMatch(/^severity: then = != ~ >= or <=, and one of critical, leaking/);
  expect(readDraft('user').says).toBe('user: then =, != or ~, and a text');
});

describe('while a filter is typed', () => {
  const typed = (text: string) => {
    const { press, state } = fakeController();
    press('/', ...text);
    return { press, state };
  };

  test('the last that can be read stays on', () => {
    const { press, state } = typed('leaking');
    expect(state().filter).toBe('leaking');
    press(...' and fds>');
    expect(state()).toMatchObject({ filter: 'leaking ', draft: 'leaking and fds>', editingFilter: true });
    press(...'1k');
    expect(state().filter).toBe('leaking and fds>1k');
    press('x');
    expect(state().filter).toBe('leaking and fds>1k');
    press('backspace', 'backspace', 'backspace');
    expect(state()).toMatchObject({ filter: 'leaking and fds>1', draft: 'leaking and fds>' });
  });

  test('Enter takes no filter that cannot be read, and says so by staying', () => {
    const { press, state } = typed('fds>');
    press('enter');
    expect(state()).toMatchObject({ filter: '', draft: 'fds>', editingFilter: true });
    press('5', 'enter');
    expect(state()).toMatchObject({ filter: 'fds>5', editingFilter: false });
  });

  test('Enter takes a word that is also a name', () => {
    const { press, state } = typed('age');
    expect(state().filter).toBe('');
    press('enter');
    expect(state()).toMatchObject({ filter: 'age', editingFilter: false });
  });

  test('/ goes on with the filter that is on', () => {
    const { press, state } = typed('pid=12');
    press('enter', '/');
    expect(state()).toMatchObject({ draft: 'pid=12', filter: 'pid=12' });
    press('esc');
    expect(state()).toMatchObject({ filter: '', editingFilter: false });
  });
});
