import { describe, expect, test } from 'vitest';
import { mayWait } from '../../src/platform/mounts.ts';
import { parseMounts, readMounts } from '../../src/proc/mounts.ts';

/** Of a server with NFS homes, an automounter, a hidden mount and names that are awkward. */
const SERVER = parseMounts(`\
21 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
22 21 0:20 / /proc rw,nosuid shared:2 - proc proc rw
30 21 0:40 / /home rw shared:7 master:3 - nfs4 server:/home rw,vers=4.2
31 21 0:41 / /net rw - autofs /etc/auto.net rw,fd=5
32 31 0:42 / /net/up rw - ext4 /dev/vdb rw
33 21 0:43 / /mnt/with\\040space\\134and rw - cifs //server/share rw
34 21 0:44 / /srv rw - fuse.sshfs me@server: rw
35 34 254:2 / /srv/local rw - xfs /dev/vdc rw
40 21 0:50 / /data/deep rw - nfs server:/deep rw
41 21 254:3 / /data rw - ext4 /dev/vdd rw
50 21 0:60 / /auto rw - autofs systemd-1 rw,direct
51 50 254:4 / /auto rw - ext4 /dev/vde rw
60 21 254:1 / /same rw - ext4 /dev/vda1 rw
`);

describe('whether a path may wait for a server', () => {
  test.each([
    ['/', null],
    ['/etc/fdtop/config.toml', null],
    ['/home', 'nfs4'],
    ['/home/alice/.config', 'nfs4'],
    ['/homes/alice', null],
    ['/net', 'autofs'],
    ['/net/away', 'autofs'],
    ['/net/up/x', null],
    ['/mnt/with space\\and/x', 'cifs'],
    ['/srv/x', 'fuse.sshfs'],
    ['/srv/local/x', null],
    // What lies below a later mount is not there any more.
    ['/data/deep/x', null],
    ['/auto/x', null],
    ['/same/x', null],
  ])('%s: %s', (path, type) => {
    expect(mayWait(path, SERVER)).toBe(type);
  });

  test('not where the machine itself lies on it: a diskless one, a container on fuse-overlayfs', () => {
    const diskless = parseMounts(
      '21 1 0:30 / / rw - nfs server:/root rw\n22 21 0:30 /v /var rw - nfs server:/root rw\n23 21 0:31 / /home rw - nfs server:/home rw\n',
    );
    expect(['/etc', '/var/log', '/home/x'].map(path => mayWait(path, diskless))).toEqual([null, null, 'nfs']);
  });

  test('nor where nothing is told, or a list leads in a circle', () => {
    expect(mayWait('/home', [])).toBeNull();
    const circle = [1, 2].map(id => ({ id, parent: 3 - id, device: '0:1', point: '/', type: 'nfs' }));
    expect(mayWait('/home', circle)).toBeNull();
    // In a chroot `/` need not be a mount.
    expect(mayWait('/x/y', parseMounts('9 4 0:1 / /x rw - nfs s:/ rw'))).toBe('nfs');
  });
});

test('this machine tells its mounts', () => {
  expect(readMounts('/proc', 'self').find(({ point }) => point === '/proc')).toMatchObject({ type: 'proc' });
});
