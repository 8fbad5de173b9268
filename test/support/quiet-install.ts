/**
 * Debian's packages start the service that they bring, now and at every boot. The tests start what they need by themselves:
 * nothing shall run on a machine only because its owner ran the tests.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';

/** Asked by invoke-rc.d and deb-systemd-invoke before they start anything; 101 is "not allowed". */
const POLICY = '/usr/sbin/policy-rc.d';

/** Runs an installation during which no service starts. */
export function withoutStarts<T>(install: () => T): T {
  if (existsSync(POLICY)) return install();
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return install();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

/** Takes a service that was just installed out of the boot, whether systemd runs now or not. */
export function keepFromBoot(service: string): void {
  rmSync(`/etc/systemd/system/multi-user.target.wants/${service}.service`, { force: true });
  spawnSync('/usr/sbin/update-rc.d', [service, 'disable'], { stdio: 'ignore' });
}
