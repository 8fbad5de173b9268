import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';
import { ownFile } from '../../own/files.ts';
import { PACKED } from '../../own/program.ts';

/** In node_modules, and as the bundlers call them. */
const FILES = {
  runtime: ['web-tree-sitter/web-tree-sitter.wasm', 'tree-sitter.wasm'],
  python: ['tree-sitter-python/tree-sitter-python.wasm', 'tree-sitter-python.wasm'],
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
  const [source, packed] = FILES[name];
  return PACKED === 'sources' ? readFileSync(fileURLToPath(import.meta.resolve(source))) : ownFile(packed);
}
