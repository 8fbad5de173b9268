import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';

/** Set by the bundler (src/tools/build.ts), which lays both files beside the program. */
declare const FDTOP_BUNDLED: boolean | undefined;

const FILES = {
  runtime: ['web-tree-sitter/web-tree-sitter.wasm', './tree-sitter.wasm'],
  python: ['tree-sitter-python/tree-sitter-python.wasm', './tree-sitter-python.wasm'],
} as const;

let loading: Promise<Parser> | undefined;

/** A parser of Python, 2 and 3, loaded once. Files with errors are parsed too, around them. */
export function pythonParser(): Promise<Parser> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Parser> {
  await Parser.init({ wasmBinary: wasm('runtime') });
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm('python')));
  return parser;
}

function wasm(name: keyof typeof FILES): Uint8Array {
  const [source, bundled] = FILES[name];
  const isBundled = typeof FDTOP_BUNDLED !== 'undefined';
  return readFileSync(fileURLToPath(isBundled ? new URL(bundled, import.meta.url) : import.meta.resolve(source)));
}
