import { closeSync, constants, fstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Parser } from 'web-tree-sitter';
import type { SourceLine } from '../../model/origin.ts';
import { printable } from '../../model/printable.ts';
import type { Budget } from '../budget.ts';
import { decodeSource } from './decode.ts';
import type { FileFacts } from './facts.ts';
import { readFacts } from './read-facts.ts';

const MOST_FILES = 5_000;
const MOST_BYTES = 32 * 2 ** 20;
const MOST_FILE_BYTES = 2 ** 20;
const TEXT_LENGTH = 160;
/** After its start a process still loads its source: what is written within that time may be what it has. */
const LOADED_WITHIN_MS = 1000;

/** Directories that are no part of an app that runs. */
const SKIPPED = /^(?:site-packages|dist-packages|node_modules|__pycache__|\..*|venv|env|tests?|docs?|migrations)$/;

/**
 * The source of the app in a process: the files of the modules that it has loaded, as the process sees them. Each is read
 * and parsed at most once, and only when something asks for a word in it.
 */
export class AppSource {
  readonly #root: string;
  readonly #cwd: string;
  readonly #parser: Parser;
  readonly #budget: Budget;
  /** By path. */
  readonly #modules = new Map<string, string>();
  readonly #texts = new Map<string, string | null>();
  readonly #facts = new Map<string, FileFacts>();
  readonly #startedMs: number;
  readonly #changed = new Set<string>();
  #bytes = 0;
  #isCut = false;

  /**
   * `modules`: path of each module of the app, by name; those of a walked directory when the heap gave none. `budget`: its
   * bytes are those that are parsed. `startedMs`: when the process did, by the clock of files.
   */
  constructor(
    place: { procRoot: string; pid: number; startedMs?: number | null },
    modules: ReadonlyMap<string, string>,
    parser: Parser,
    budget: Budget,
  ) {
    const process = `${place.procRoot}/${place.pid}`;
    this.#root = `${process}/root`;
    this.#cwd = readLink(`${process}/cwd`) ?? '/';
    this.#parser = parser;
    this.#startedMs = place.startedMs ?? Number.POSITIVE_INFINITY;
    this.#budget = budget;
    const found = modules.size > 0 ? modules : this.#walk();
    for (const [module, file] of found) this.#modules.set(isAbsolute(file) ? file : join(this.#cwd, file), module);
  }

  /** Why not all of it was looked at, as the end of `stopped after ...`; null when it was. */
  get reached(): string | null {
    return this.#budget.reached ?? (this.#isCut ? `${MOST_BYTES / 2 ** 20} MB of source` : null);
  }

  /** Whether a file is another one since the process started: the lines that run may have been others. */
  isChanged({ file }: FileFacts): boolean {
    return this.#changed.has(file);
  }

  /** Whether the file of this path has no source to read: compiled, in an archive, deleted. */
  isUnreadable(path: string): boolean {
    return this.#text(isAbsolute(path) ? path : join(this.#cwd, path)) === null;
  }

  /** Whether the time for the source is over: what was not found by now will not be. */
  isSpent(): boolean {
    return this.#budget.spend(0);
  }

  /** Facts of the files in which each of the words stands. */
  with(...words: string[]): FileFacts[] {
    const patterns = words.map(word => new RegExp(`(?<!\\w)${word.replace(/[^\w]/g, '\\$&')}(?!\\w)`));
    return [...this.#modules.keys()].flatMap(file => {
      const text = this.#text(file);
      if (text === null || !patterns.every(pattern => pattern.test(text))) return [];
      return this.#factsOf(file, text) ?? [];
    });
  }

  /** Facts of a module; null when it is none of the app's. */
  module(name: string): FileFacts | null {
    for (const [file, module] of this.#modules) {
      const text = module === name ? this.#text(file) : null;
      if (text !== null) return this.#factsOf(file, text);
    }
    return null;
  }

  /** Facts of the file of this path. */
  file(path: string): FileFacts | null {
    const file = isAbsolute(path) ? path : join(this.#cwd, path);
    const text = this.#modules.has(file) ? this.#text(file) : null;
    return text === null ? null : this.#factsOf(file, text);
  }

  /** A line for people: its path from the app's directory, as it is imported. */
  line({ file, module, lines }: FileFacts, line: number): SourceLine {
    const depth = module === '__main__' ? 0 : module.split('.').length - (/__init__\.py$/.test(file) ? 0 : 1);
    let base = dirname(file);
    for (let level = 0; level < depth; level += 1) base = dirname(base);
    return {
      file: printable(relative(base, file).split(sep).join('/')),
      line,
      text: printable((lines[line - 1] ?? '').trim(), TEXT_LENGTH),
    };
  }

  #factsOf(file: string, text: string): FileFacts | null {
    const known = this.#facts.get(file);
    if (known) return known;
    if (this.#budget.spend(text.length)) return null;
    const isOver = () => this.#budget.spend(0);
    const tree = this.#parser.parse(text, null, { progressCallback: isOver });
    if (!tree) {
      // It would go on with this text in place of the next one.
      this.#parser.reset();
      return null;
    }
    try {
      const facts = readFacts(tree.rootNode, file, this.#modules.get(file)!, text, isOver);
      this.#facts.set(file, facts);
      return facts;
    } finally {
      tree.delete();
    }
  }

  #text(file: string): string | null {
    let text = this.#texts.get(file);
    if (text === undefined) {
      const read = this.#bytes < MOST_BYTES ? readText(this.#root + file) : null;
      if (read && read.changedMs > this.#startedMs + LOADED_WITHIN_MS) this.#changed.add(file);
      // Python takes no NUL either: it is compiled, or no source at all.
      text = read === null || read.text.includes('\0') ? null : read.text;
      this.#isCut ||= this.#bytes >= MOST_BYTES;
      this.#bytes += text?.length ?? 0;
      this.#texts.set(file, text);
    }
    return text;
  }

  /** Without a heap nothing says what is loaded: all that lies in the working directory. */
  #walk(): Map<string, string> {
    const modules = new Map<string, string>();
    const directories = [''];
    for (let directory = directories.pop(); directory !== undefined; directory = directories.pop()) {
      for (const entry of list(join(this.#root + this.#cwd, directory))) {
        const path = join(directory, entry.name);
        if (entry.isDirectory() && !SKIPPED.test(entry.name) && path.split('/').length < 12) directories.push(path);
        if (!entry.isFile() || !entry.name.endsWith('.py')) continue;
        if (modules.size >= MOST_FILES) return modules;
        modules.set(path.replace(/(?:\/__init__)?\.py$/, '').replaceAll('/', '.'), join(this.#cwd, path));
      }
    }
    return modules;
  }
}

function list(directory: string) {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Regular files of a sane size only: a path of the worker's may be anything, a pipe too. */
function readText(path: string): { text: string; changedMs: number } | null {
  try {
    // Opening a FIFO would wait for its writer.
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(file);
      if (!stat.isFile() || stat.size > MOST_FILE_BYTES) return null;
      const buffer = Buffer.alloc(stat.size);
      const text = decodeSource(buffer.subarray(0, readSync(file, buffer, 0, stat.size, 0)));
      // Not that of its content: what copies a tree may keep that as it was.
      return { text, changedMs: stat.ctimeMs };
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
