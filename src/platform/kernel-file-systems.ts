import { type Stats, statfsSync } from 'node:fs';

/**
 * File systems whose files are the kernel's own (statfs(2), f_type; include/uapi/linux/magic.h and those of each in fs/):
 * a read there may have an effect, take away what another reader waits for, or never end (/proc/kmsg, trace_pipe).
 */
const KERNEL = new Set([
  0x9fa0, // proc
  0x9fa1, // openprom
  0x9fa2, // usbdevice
  0x62656572, // sysfs
  0x64626720, // debugfs
  0x74726163, // tracefs
  0x27e0eb, // cgroup
  0x63677270, // cgroup2
  0x7655821, // resctrl
  0xcafe4a11, // bpf
  0x62656570, // configfs
  0x73636673, // securityfs
  0xf97cff8c, // selinux
  0x43415d53, // smack
  0x5a3c69f0, // apparmor
  0xde5e81e4, // efivarfs
  0x6165676c, // pstore
  0x42494e4d, // binfmt_misc
  0x65735543, // fusectl
  0x1cd1, // devpts
  0x19800202, // mqueue
  0x67596969, // rpc_pipefs
  0x6e667364, // nfsd
  0x6e736673, // nsfs
  0x50494446, // pidfs
  0x187, // autofs
  0xaee71ee7, // gadgetfs
  0xa647361, // functionfs
  0xabba1974, // xenfs
  0x6f70726f, // oprofilefs
  0x23c9b64e, // spufs
  0x6c6f6f70, // binderfs
]);

/** Whether an open file or folder lies on one of them. `fd` may be an O_PATH one. May wait where its server is dead. */
export function isKernels(fd: number, { dev }: Pick<Stats, 'dev'>): boolean {
  // One with a block device is none; the others have major number 0 (fs/super.c, set_anon_super).
  const major = Math.floor(dev / 256) % 4096;
  return major === 0 && KERNEL.has(statfsSync(`/proc/self/fd/${fd}`).type >>> 0);
}
