import { closeSync, type Dir, opendirSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessFiles } from '../process-files.ts';

/** Entries of folders that are looked at, and how long: a folder may have no end, and a mount no hurry. */
const MOST_ENTRIES = 50_000;
const MOST_MS = 2_000;
const MOST_DEPTH = 12;
/** Entries of a folder that the kernel is asked for at once. */
const BATCH = 256;

/** Directories that are no part of an app that runs. */
const SKIPPED = /^(?:site-packages|dist-packages|node_modules|__pycache__|\..*|venv|env|tests?|docs?|migrations)$/;

export interface WalkedFolder {
  /** Path of each module, by name. */
  modules: Map<string, string>;
  /** Why there may be more, as the end of `stopped after ...`; null when there is not. */
  cut: string | null;
}

/**
 * The modules in a folder, as a process sees it: on its file system alone, never from the root on, which is the working
 * directory of services that have none. `mostFiles`: so many modules at the most.
 */
export function walkFolder(files: ProcessFiles, top: string, mostFiles: number): WalkedFolder {
  const modules = new Map<string, string>();
  const until = performance.now() + MOST_MS;
  const folders = [''];
  let device: number | null = null;
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const opened = files.openFolder(join(top, folder));
    if ('why' in opened) continue;
    device ??= opened.stat.dev;
    for (const entry of opened.stat.dev === device ? entriesOf(opened.fd) : closed(opened.fd)) {
      entries += 1;
      if (entries > MOST_ENTRIES) return { modules, cut: `${MOST_ENTRIES} entries of folders` };
      if (performance.now() > until) return { modules, cut: `${MOST_MS / 1000} s` };
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED.test(entry.name) && path.split('/').length < MOST_DEPTH) folders.push(path);
      if (!entry.isFile() || !entry.name.endsWith('.py')) continue;
      if (modules.size >= mostFiles) return { modules, cut: `${mostFiles} files` };
      modules.set(path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.'), join(top, path));
    }
  }
  return { modules, cut: null };
}

/** In pieces: what is not asked for is not read. Closes the folder. */
function* entriesOf(held: number) {
  let listed: Dir | null = null;
  try {
    listed = opendirSync(`/proc/self/fd/${held}`, { bufferSize: BATCH });
    for (let entry = listed.readSync(); entry; entry = listed.readSync()) yield entry;
  } catch {
    // Not ours to list, or gone meanwhile.
  } finally {
    listed?.closeSync();
    closeSync(held);
  }
}

function closed(held: number): never[] {
  closeSync(held);
  return [];
}
