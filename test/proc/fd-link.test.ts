import { expect, test } from 'vitest';
import { parseFdLink, unreadableLink } from '../../src/proc/fd-link.ts';

/** Captured from real processes on Linux 6.18 and 5.15, and from the kernel's sources. */
test.each([
  ['/var/log/app.log', { kind: 'file', path: '/var/log/app.log' }],
  ['/', { kind: 'file', path: '/' }],
  ['/var/log/app.log (deleted)', { kind: 'deleted-file', path: '/var/log/app.log', deleted: true }],
  ['/tmp/#131078 (deleted)', { kind: 'deleted-file', path: '/tmp/#', deleted: true }],
  ['/tmp/x#131078 (deleted)', { kind: 'deleted-file', path: '/tmp/x#131078', deleted: true }],
  ['/tmp/#131078', { kind: 'file', path: '/tmp/#131078' }],
  ['/memfd:pulse audio (deleted)', { kind: 'memfd', path: 'pulse audio', deleted: true }],
  ['/memfd: (deleted)', { kind: 'memfd', path: '', deleted: true }],
  ['/dmabuf:', { kind: 'other', path: 'dmabuf' }],
  ['/dev/null', { kind: 'device', path: '/dev/null' }],
  ['/dev/pts/3', { kind: 'device', path: '/dev/pts/3' }],
  ['/dev/pts/3 (deleted)', { kind: 'device', path: '/dev/pts/3', deleted: true }],
  ['/dev/shm/psm_1', { kind: 'file', path: '/dev/shm/psm_1' }],
  ['/dev/shm/psm_1 (deleted)', { kind: 'deleted-file', path: '/dev/shm/psm_1', deleted: true }],
  ['/device/null', { kind: 'file', path: '/device/null' }],
  ['socket:[13342]', { kind: 'socket', inode: 13342 }],
  ['pipe:[12285]', { kind: 'pipe', inode: 12285 }],
  ['pidfd:[8]', { kind: 'pidfd', inode: 8 }],
  ['net:[4026531840]', { kind: 'namespace', path: 'net', inode: 4026531840 }],
  ['mnt:[4026531841]', { kind: 'namespace', path: 'mnt', inode: 4026531841 }],
  ['anon_inode:[eventpoll]', { kind: 'eventpoll' }],
  ['anon_inode:[eventfd]', { kind: 'eventfd' }],
  ['anon_inode:[timerfd]', { kind: 'timerfd' }],
  ['anon_inode:[signalfd]', { kind: 'signalfd' }],
  ['anon_inode:[pidfd]', { kind: 'pidfd' }],
  ['anon_inode:inotify', { kind: 'inotify' }],
  ['anon_inode:[io_uring]', { kind: 'other', path: 'io_uring' }],
  ['anon_inode:[fanotify]', { kind: 'other', path: 'fanotify' }],
  ['anon_inode:bpf-map', { kind: 'other', path: 'bpf-map' }],
  ['anon_inode:bpf_link', { kind: 'other', path: 'bpf_link' }],
  ['something:[12]', { kind: 'other', path: 'something', inode: 12 }],
])('%s', (target, expected) => {
  expect(parseFdLink(target)).toEqual({ path: '', inode: null, deleted: false, ...expected });
});

test.each([
  '',
  'socket:[]',
  'socket:[x]',
  'socket:[12',
  'socket',
  ' (deleted)',
  'anon_inode',
  'constructor:x',
  '\x1b[2J',
])('takes %j for something other, never for a socket', target => {
  expect(parseFdLink(target)).toEqual({ kind: 'other', path: target, inode: null, deleted: false });
});

test('no name of a property of objects is taken for a kind', () => {
  for (const name of ['constructor', 'toString', '__proto__']) {
    expect(parseFdLink(`anon_inode:[${name}]`)).toMatchObject({ kind: 'other', path: name });
    expect(parseFdLink(`${name.toLowerCase()}:[1]`).kind).toBe('other');
  }
});

test('keeps line feeds, and paths of any length, as they are', () => {
  expect(parseFdLink('/tmp/a\nsocket:[1] (deleted)')).toMatchObject({
    kind: 'deleted-file',
    path: '/tmp/a\nsocket:[1]',
  });
  const long = `/${'x'.repeat(4_094)}`;
  expect(parseFdLink(long)).toMatchObject({ kind: 'file', path: long });
  expect(parseFdLink('anon_inode:[a\nb]')).toMatchObject({ kind: 'other', path: 'a\nb' });
});

test('says why a link cannot be read', () => {
  expect(unreadableLink('ENAMETOOLONG')).toMatchObject({ kind: 'other', path: 'path too long to read' });
  expect(unreadableLink('EIO')).toMatchObject({ kind: 'other', path: 'unreadable link (EIO)' });
  expect(unreadableLink()).toMatchObject({ kind: 'other', path: 'unreadable link (unknown error)' });
});
