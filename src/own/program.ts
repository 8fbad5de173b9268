/** Set by the bundlers (src/tools/build.ts, src/tools/package/executable.ts). */
declare const FDTOP_PACKED: 'folder' | 'executable' | undefined;

/** How this fdtop is packed: not at all, as the folder dist/, or with its Node in one executable. */
export type Packed = 'sources' | 'folder' | 'executable';
export const PACKED: Packed = typeof FDTOP_PACKED === 'undefined' ? 'sources' : FDTOP_PACKED;

/** What to execute to run this fdtop again: the executable, or a Node and its file. */
export function ownProgram(argv: readonly string[] = process.argv): readonly [program: string, ...args: string[]] {
  return PACKED === 'executable' ? [process.execPath] : [process.execPath, argv[1]!];
}

/** The first argument by which the executable knows that it is to be a process that reads apart (src/own/apart.ts). */
export const APART = '__apart';
