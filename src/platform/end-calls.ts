import { loadFfi } from './ffi.ts';

/**
 * Ways to end fdtop while one of its threads waits in the kernel, which Node's own exit would wait for: of the C library, and libuv's
 * own way to what the terminal's mode was, which is made to be called from anywhere. Null without node:ffi.
 */
export function endCalls() {
  const loaded = loadFfi();
  if ('why' in loaded) return null;
  try {
    return loaded.ffi.dlopen(null, {
      _exit: { arguments: ['int32'], return: 'void' },
      alarm: { arguments: ['uint32'], return: 'uint32' },
      uv_tty_reset_mode: { arguments: [], return: 'int32' },
    }).functions;
  } catch {
    return null;
  }
}
