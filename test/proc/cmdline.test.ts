import { describe, expect, test } from 'vitest';
import { rawOf } from '../../src/model/foreign.ts';
import { parseCmdline } from '../../src/proc/cmdline.ts';
import { fixture } from './fixture.ts';

const parsed = (text: string) => rawOf(parseCmdline(text));

describe('parseCmdline', () => {
  test('splits the arguments of a captured Gunicorn without setproctitle', () => {
    const argv = ['/usr/bin/python3', '/usr/bin/gunicorn', '-w', '1', '-b', '127.0.0.1:18731'];
    expect(parsed(fixture('gunicorn-master-untitled.cmdline'))).toEqual([...argv, '-p', '/tmp/cap/pid', 'a:app']);
  });

  test('gives a captured title as one argument, its padding dropped', () => {
    expect(parsed(fixture('gunicorn-worker-titled.cmdline'))).toEqual(['gunicorn: worker [a:app]']);
  });

  test('keeps an empty argument between others', () => {
    expect(parsed('a\0\0b\0')).toEqual(['a', '', 'b']);
  });

  test('keeps newlines, spaces and escape sequences: making them harmless is not its business', () => {
    expect(parsed('a b\0c\nd\0\x1b[2J\0')).toEqual(['a b', 'c\nd', '\x1b[2J']);
  });

  test('gives no argument for kernel threads, zombies and NULs alone', () => {
    expect(parsed('')).toEqual([]);
    expect(parsed('\0\0\0')).toEqual([]);
  });

  test('takes a text without a NUL at its end', () => {
    expect(parsed('nginx: master process')).toEqual(['nginx: master process']);
  });
});
