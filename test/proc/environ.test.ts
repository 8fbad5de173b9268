import { describe, expect, test } from 'vitest';
import { environmentNames, environmentVariable } from '../../src/proc/environ.ts';

test('finds a variable between others', () => {
  expect(environmentVariable('A=1\0GUNICORN_PID=42\0B=2\0', 'GUNICORN_PID')?.raw).toBe('42');
});

test('tells a variable that is empty from one that is not there', () => {
  expect(environmentVariable('GUNICORN_PID=\0', 'GUNICORN_PID')?.raw).toBe('');
  expect(environmentVariable('A=1\0', 'GUNICORN_PID')).toBeNull();
});

test('is not misled by a longer name, or by a value that looks like the variable', () => {
  expect(environmentVariable('MY_GUNICORN_PID=1\0GUNICORN_PID2=2\0X=\nGUNICORN_PID=3\0', 'GUNICORN_PID')).toBeNull();
});

test('keeps equal signs and newlines in the value', () => {
  expect(environmentVariable('A=b=c\nd\0', 'A')?.raw).toBe('b=c\nd');
});

test('finds nothing in an environment that setproctitle has overwritten', () => {
  expect(environmentVariable(`ON_PID=42${'\0'.repeat(300)}`, 'GUNICORN_PID')).toBeNull();
  expect(environmentVariable('', 'GUNICORN_PID')).toBeNull();
});

describe('the names', () => {
  test('are sorted, and without what they hold', () => {
    expect(environmentNames('PATH=/bin:/usr/bin\0HOME=/root\0SECRET=a=b\nPASSWORD=c\0')).toEqual([
      'HOME',
      'PATH',
      'SECRET',
    ]);
  });

  test('of an empty environment are none', () => {
    expect(environmentNames('')).toEqual([]);
  });

  test('are not known where a title lies over them, whatever is left', () => {
    expect(environmentNames('\0'.repeat(300))).toBeNull();
    expect(environmentNames(`ON_PID=42${'\0'.repeat(300)}`)).toBeNull();
    expect(environmentNames('gunicorn: worker [shop]\0')).toBeNull();
  });
});
