import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Parser } from 'web-tree-sitter';
import type { SourceLine } from '../../model/origin.ts';
import { printable } from '../../model/printable.ts';
import type { Budget } from '../budget.ts';
import type { ProcessFiles } from '../process-files.ts';
import { decodeSource } from './decode.ts';
import type { FileFacts } from './facts.ts';
import { readFacts } from './read-facts.ts';
import { walkFolder } from './walk-folder.ts';

const MOST_FILES = 5_000;
const MOST_BYTES = 32 * 2 ** 20;
const MOST_FILE_BYTES = 2 ** 20;
const TEXT_LENGTH = 160;
/** After its start a process still loads its source: what is written within that time may be what it has. */
const LOADED_WITHIN_MS = 1000;

/**
 * The source of the app in a process: the files of the modules that it has loaded, as the process sees them. Each is read
 * and parsed at most once, and only when something asks for a word in it.
 */
export class AppSource {
  readonly #files: ProcessFiles;
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
  /** Why not all files were looked at, as the end of `stopped after ...`. */
  #cut: string | null = null;

  /**
   * `modules`: path of each module of the app, by name; those of a walked directory when the heap gave none. `budget`: its
   * bytes are those that are parsed. `startedMs`: when the process did, by the clock of files.
   */
  constructor(
    { files, startedMs }: { files: ProcessFiles; startedMs?: number | null },
    modules: ReadonlyMap<string, string>,
    parser: Parser,
    budget: Budget,
  ) {
    this.#files = files;
    this.#cwd = files.cwd;
    this.#parser = parser;
    this.#startedMs = startedMs ?? Number.POSITIVE_INFINITY;
    this.#budget = budget;
    // Without a heap nothing says what is loaded: all that lies in the working directory.
    const walked = modules.size > 0 ? { modules, cut: null } : walkFolder(files, this.#cwd, MOST_FILES);
    this.#cut = walked.cut;
    for (const [module, file] of walked.modules) {
      if (this.#modules.size >= MOST_FILES) this.#cut ??= `${MOST_FILES} files`;
      else this.#modules.set(isAbsolute(file) ? file : join(this.#cwd, file), module);
    }
  }

  /** Why not all of it was looked at, as the end of `stopped after ...`; null when it was. */
  get reached(): string | null {
    return this.#budget.reached ?? this.#cut;
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
      if (this.#bytes >= MOST_BYTES) this.#cut ??= `${MOST_BYTES / 2 ** 20} MB of source`;
      const read = this.#bytes < MOST_BYTES && !this.#budget.spend(0) ? this.#read(file) : null;
      if (read && read.changedMs > this.#startedMs + LOADED_WITHIN_MS) this.#changed.add(file);
      // Python takes no NUL either: it is compiled, or no source at all.
      text = read === null || read.text.includes('\0') ? null : read.text;
      this.#bytes += text?.length ?? 0;
      this.#texts.set(file, text);
    }
    return text;
  }

  #read(file: string): { text: string; changedMs: number } | null {
    const read = this.#files.read(file, MOST_FILE_BYTES);
    if ('why' in read) return null;
    // Not that of its content: what copies a tree may keep that as it was.
    return { text: decodeSource(read.bytes), changedMs: read.stat.ctimeMs };
  }
}
