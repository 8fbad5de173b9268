import { readlinkSync } from 'node:fs';
import { parseCapabilities } from '../proc/capabilities.ts';
import { hasFastFdCount } from '../proc/fd-count.ts';
import { type ProcMount, parseProcMount } from '../proc/proc-mount.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { type Fact, off, ok } from './fact.ts';

/** The first pid namespace (include/linux/proc_ns.h, PROC_PID_INIT_INO). */
const FIRST_PID_NAMESPACE = 'pid:[4026531836]';

/** As whom fdtop runs, and what of other users that lets it see and do. */
export function rightsFacts(): Fact[] {
  const isRoot = process.geteuid?.() === 0;
  const capabilities = parseCapabilities(tryReadProcFile('/proc/self/status') ?? '');
  const mayTrace = capabilities.includes('CAP_SYS_PTRACE');
  return [
    rootFact(isRoot, mayTrace),
    ok('rights.capabilities', 'capabilities', capabilities.join(' ') || 'none of those that matter'),
    hardLimitFact(capabilities.includes('CAP_SYS_RESOURCE')),
    hiddenFact(parseProcMount(tryReadProcFile('/proc/self/mounts') ?? ''), isRoot || mayTrace),
    namespaceFact(),
    yamaFact(tryReadProcFile('/proc/sys/kernel/yama/ptrace_scope'), mayTrace),
  ];
}

function rootFact(isRoot: boolean, mayTrace: boolean): Fact {
  const id = 'rights.root';
  const value = isRoot ? 'root' : 'another user';
  if (isRoot && mayTrace) return ok(id, 'runs as', value);
  if (isRoot)
    return off(
      id,
      'runs as',
      value,
      'root without CAP_SYS_PTRACE: fds of other users cannot be named; run it on the host',
    );
  if (mayTrace) return ok(id, 'runs as', value, 'with CAP_SYS_PTRACE: it sees all, and may end what is its own');
  const unseen = hasFastFdCount('/proc') ? 'named' : 'counted nor named';
  return off(id, 'runs as', value, `fds of other users are not ${unseen}, nor their workers replaced: sudo fdtop`);
}

function hardLimitFact(mayRaise: boolean): Fact {
  const id = 'rights.hard-limit';
  const title = 'hard limits';
  return mayRaise
    ? ok(id, title, 'may be raised')
    : off(id, title, 'stay', 'without CAP_SYS_RESOURCE l and fdtop limit go up to the hard limit only');
}

function hiddenFact({ hidepid, onlyPids }: ProcMount, mayAll: boolean): Fact {
  const id = 'rights.hidepid';
  const title = '/proc';
  const value = `hidepid=${hidepid}${onlyPids ? ', subset=pid' : ''}`;
  if (onlyPids)
    return off(id, title, value, 'sockets and the system have no names and numbers here: mount all of /proc');
  if (hidepid === 0 || mayAll) return ok(id, title, value);
  const what = hidepid === 1 ? 'what other users run is not told' : 'that other users run something is hidden';
  return off(id, title, value, `${what}: sudo fdtop, or the group of the mount option gid=`);
}

function namespaceFact(): Fact {
  const id = 'rights.namespace';
  const title = 'processes';
  const isFirst = readNamespace() === FIRST_PID_NAMESPACE;
  return isFirst
    ? ok(id, title, 'all of this machine')
    : off(id, title, 'those of a container', 'what runs outside of it is not seen: run fdtop on the host');
}

function readNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

/**
 * kernel.yama.ptrace_scope (Documentation/admin-guide/LSM/Yama.rst): from 1 on memory of one's own processes is not read
 * without CAP_SYS_PTRACE, from 3 on by nobody. Null: no Yama in this kernel.
 */
export function yamaFact(text: string | null, mayTrace: boolean): Fact {
  const id = 'rights.yama';
  const title = 'yama';
  const scope = text === null ? null : Number(text.trim());
  const value = scope === null ? 'none' : `ptrace_scope=${scope}`;
  if (scope === null || scope < 1 || (scope < 3 && mayTrace)) return ok(id, title, value);
  const way = scope < 3 ? 'sudo fdtop' : 'only a reboot takes that back';
  return off(id, title, value, `origins (o, fdtop origin) need the memory of a worker, which may not be read: ${way}`);
}
