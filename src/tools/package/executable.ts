/** fdtop and its Node as one file, for servers that have none: Node's single executable applications. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { apartFiles, apartProgram, program, WASM_FILES } from '../bundles.ts';

/**
 * Writes the executable to `file`: this Node, with the program as one module, its compiled code, and as assets what
 * src/own/files.ts asks for. Gives the source files that are in it.
 */
export async function buildExecutable(file: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-executable-'));
  try {
    const main = join(folder, 'main.mjs');
    const built = [
      await build({ ...(await program('src/executable.ts', 'executable')), outfile: main, metafile: true }),
    ];
    const apart: Record<string, string> = {};
    for (const [name, source] of Object.entries(apartFiles('executable'))) {
      apart[name] = join(folder, name);
      built.push(await build({ ...apartProgram(source, 'executable'), outfile: apart[name], metafile: true }));
    }
    const config = join(folder, 'config.json');
    writeFileSync(config, JSON.stringify(executableConfig(main, apart, file)));
    execFileSync(process.execPath, ['--build-sea', config], { stdio: ['ignore', 'ignore', 'inherit'] });
    return [...built.flatMap(({ metafile }) => Object.keys(metafile.inputs)), ...Object.values(WASM_FILES)];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** https://nodejs.org/api/single-executable-applications.html */
function executableConfig(main: string, apart: Record<string, string>, output: string): object {
  return {
    main,
    mainFormat: 'module',
    executable: process.execPath,
    output,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    // NODE_OPTIONS is not for a program of which nobody need know that it is made with Node.
    execArgvExtension: 'none',
    assets: { ...apart, ...WASM_FILES },
  };
}
