import { describe, expect, test } from 'vitest';
import { ownerOfCgroup } from '../../src/service/owner.ts';

const ID = `${'0123456789'.repeat(6)}abcd`;
const nobody = { manager: 'none', unit: null, uid: null };

test.each([
  ['/system.slice/gunicorn.service', 'gunicorn.service'],
  ['/system.slice/system-gunicorn.slice/gunicorn@shop.service', 'gunicorn@shop.service'],
  ['/shop.slice/shop-web.slice/web.service', 'web.service'],
  ['/gunicorn.service', 'gunicorn.service'],
  ['/system.slice/gunicorn.service/worker-1', 'gunicorn.service'],
  ['/system.slice/gunicorn.service/supervised.service', 'gunicorn.service'],
  ['/system.slice/web\\x2dshop.service', 'web\\x2dshop.service'],
  ['/system.slice/a:b.service', 'a:b.service'],
  ['/system.slice/_cpu.service', 'cpu.service'],
  ['/system.slice/__x.service', '_x.service'],
])('%s is the unit %s of systemd', (path, unit) => {
  expect(ownerOfCgroup(path)).toEqual({ manager: 'systemd', unit, uid: null });
});

test.each([
  ['/user.slice/user-1000.slice/user@1000.service/app.slice/shop.service', 'shop.service'],
  ['/user.slice/user-1000.slice/user@1000.service/shop.service', 'shop.service'],
  ['/user.slice/user-1000.slice/user@1000.service/app.slice/app-shop.slice/shop@1.service', 'shop@1.service'],
])('%s is a unit of a user', (path, unit) => {
  expect(ownerOfCgroup(path)).toEqual({ manager: 'systemd-user', unit, uid: 1000 });
});

test.each([
  ['nothing', null],
  ['an empty path', ''],
  ['the root', '/'],
  ['a session: started by hand', '/user.slice/user-1000.slice/session-3.scope'],
  ['a scope of a user', '/user.slice/user-1000.slice/user@1000.service/app.slice/vte-spawn-1.scope'],
  ['the systemd of a user itself', '/user.slice/user-1000.slice/user@1000.service/init.scope'],
  ['the service of a user alone', '/user.slice/user-1000.slice/user@1000.service'],
  ['systemd itself', '/init.scope'],
  ['slices only', '/system.slice/system-x.slice'],
  ['a group that systemd did not make', '/my/own/group'],
  ['a unit within another machine', '/lxc.payload.web/system.slice/gunicorn.service'],
  ['a group outside of its namespace', '/../../system.slice/gunicorn.service'],
  ['a unit that was stopped', '/system.slice/gunicorn.service (deleted)'],
])('%s has no owner', (_, path) => {
  expect(ownerOfCgroup(path)).toEqual(nobody);
});

describe('containers', () => {
  test.each([
    ['docker', `/system.slice/docker-${ID}.scope`],
    ['docker', `/docker/${ID}`],
    ['docker', `/docker/${ID}/system.slice/gunicorn.service`],
    ['docker', `/system.slice/docker-${ID}.scope/system.slice/gunicorn.service`],
    ['podman', `/machine.slice/libpod-${ID}.scope/container`],
    ['podman', `/libpod_parent/libpod-${ID}`],
  ])('%s owns %s', (manager, path) => {
    expect(ownerOfCgroup(path)).toEqual({ manager, unit: ID.slice(0, 12), uid: null });
  });

  test.each([
    ['podman', `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope/container`],
    ['docker', `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope`],
  ])('%s of a user owns %s: whose it is decides who can restart it', (manager, path) => {
    expect(ownerOfCgroup(path)).toEqual({ manager, unit: ID.slice(0, 12), uid: 1000 });
  });

  test.each([
    '/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-pod1.slice/cri-containerd-x.scope',
    `/kubepods/burstable/pod1/${ID}`,
    `/kubepods.slice/docker-${ID}.scope`,
    // kind: the node is a docker container, and kubelet has a prefix for its pods.
    `/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice/kubelet-kubepods-burstable-pod1.slice/cri-containerd-${ID}.scope`,
    `/docker/${ID}/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-pod1.slice/cri-containerd-${ID}.scope`,
    `/system.slice/docker-${ID}.scope/kubelet.slice/kubelet-kubepods.slice/cri-containerd-${ID}.scope`,
    // k3d, and containerd with the cgroupfs driver
    `/docker/${ID}/kubepods/burstable/pod1/${ID}`,
    `/system.slice/containerd.service/kubepods-burstable-pod1.slice:cri-containerd:${ID}`,
  ])('Kubernetes owns %s, and is not told which unit', path => {
    expect(ownerOfCgroup(path)).toEqual({ manager: 'kubernetes', unit: null, uid: null });
  });

  test('docker itself is a service', () => {
    expect(ownerOfCgroup('/system.slice/docker.service')).toMatchObject({ manager: 'systemd', unit: 'docker.service' });
  });

  test.each([
    '/docker/short',
    '/docker',
    `/system.slice/docker-${ID.slice(1)}.scope`,
    `/system.slice/docker-${ID}x.scope`,
  ])('%s is no container', path => {
    expect(ownerOfCgroup(path)).toEqual(nobody);
  });
});

test.each([
  '-M.service',
  '--user.service',
  '_-Hroot.service',
  'a;reboot.service',
  'a b.service',
  'a\nb.service',
  '$(reboot).service',
  '`reboot`.service',
  'a\x1b[2J.service',
  '*.service',
  'ü.service',
  '.service',
  '..',
  'gunicorn',
  'gunicorn.socket',
])('%j is never given to systemctl', name => {
  expect(ownerOfCgroup(`/system.slice/${name}`)).toEqual(nobody);
  expect(ownerOfCgroup(`/user.slice/user-1.slice/user@1.service/app.slice/${name}`)).toEqual(nobody);
});
