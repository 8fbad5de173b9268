import { describe, expect, test } from 'vitest';
import { parseCgroupPath } from '../../src/proc/cgroup.ts';
import { fixture } from './fixture.ts';

describe('parseCgroupPath', () => {
  test('reads the one line of cgroup v2', () => {
    expect(parseCgroupPath('0::/system.slice/gunicorn.service\n')).toBe('/system.slice/gunicorn.service');
  });

  test('prefers the hierarchy of systemd on a hybrid machine, in whatever line it stands', () => {
    const lines = [
      '12:cpu,cpuacct:/elsewhere',
      '0::/unified.slice/x.service',
      '3:name=systemd:/system.slice/a.service',
    ];
    expect(parseCgroupPath(lines.join('\n'))).toBe('/system.slice/a.service');
    expect(parseCgroupPath([...lines].reverse().join('\n'))).toBe('/system.slice/a.service');
  });

  test('falls back to the unified line where the hierarchy of systemd is empty', () => {
    expect(parseCgroupPath('1:name=systemd:/\n0::/system.slice/a.service\n')).toBe('/system.slice/a.service');
    expect(parseCgroupPath('0::/system.slice/a.service\n1:name=systemd:/\n')).toBe('/system.slice/a.service');
  });

  test('never takes the path of a controller (cgroup v1) for the one of systemd', () => {
    expect(parseCgroupPath('4:memory:/docker/abc\n2:cpuacct:/docker/abc\n')).toBeNull();
  });

  test('reads a captured hybrid machine where systemd does not run', () => {
    expect(parseCgroupPath(fixture('gunicorn-master-titled.cgroup'))).toBe('/');
  });

  test('keeps a colon in the path', () => {
    expect(parseCgroupPath('0::/system.slice/a:b.service\n')).toBe('/system.slice/a:b.service');
  });

  test.each(['a\rb', 'a\u2028b', 'a\u2029b'])('reads the name %j of a folder, which anybody may have made', name => {
    expect(parseCgroupPath(`0::/user.slice/${name}/web.service\n`)).toBe(`/user.slice/${name}/web.service`);
  });

  test.each(['', '\n', 'garbage', '::', 'x::/a', '0:/a'])('gives null for %j', text => {
    expect(parseCgroupPath(text)).toBeNull();
  });
});
