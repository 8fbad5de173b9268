/** node:ffi: functions of the C library, called without a native addon. */
type Ffi = typeof import('node:ffi');

/** Its module; or why this Node has none. */
export type FoundFfi = { ffi: Ffi } | { why: string };

/**
 * Node 26.1 to 26.8 have it with --experimental-ffi only, 26.9 and later unless --no-experimental-ffi is given, and not in each
 * build. Loading it says on stderr that it is experimental, where it would run into the screen and into what scripts read:
 * that one warning, and no other, is left out.
 */
export function loadFfi(): FoundFfi {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!isAboutFfi(warning, rest)) Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
  try {
    // Not an import: a bundler would want to know of it, and a static one would keep an older Node from starting.
    const ffi = process.getBuiltinModule?.('node:ffi');
    return ffi ? { ffi } : { why: `Node ${process.versions.node} as it was started has no node:ffi` };
  } catch (error) {
    return { why: (error as Error).message };
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** lib/internal/util.js, emitExperimentalWarning: the feature's name, then the type. */
function isAboutFfi(warning: string | Error, [type]: readonly unknown[]): boolean {
  return type === 'ExperimentalWarning' && typeof warning === 'string' && /^FFI\b/.test(warning);
}
