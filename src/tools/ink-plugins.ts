/**
 * What the bundle has of Ink otherwise than Ink has it: memory and garbage of a screen that is drawn once a second, all day.
 * What is drawn is the same (test/golden draws with the bundle).
 */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/**
 * Ink remembers 8,000 texts, each by its width and by how it is cut. Where all of them change with each tick these are old
 * lines of tables, 5 MB of them after an hour or two; those of a few frames do as well.
 */
const smallCaches = changed('small-caches', /\/ink\/build\/(measure|wrap)-text\.js$/, [
  ['maxSize: 4096', 'maxSize: 256'],
]);

const LOOK_UP = 'let cached = this.styledChars.get(line);';

/**
 * For each frame Ink makes all cells of the screen, and takes each line apart into characters with their styles. The blank
 * cells are one, and most lines are as they were at the last tick: those of the last frame are kept until the next is drawn.
 */
const lastFrame = changed('last-frame', /\/ink\/build\/output\.js$/, [
  [
    'class OutputCaches {',
    'let lastFrame;\nlet thisFrame;\nconst BLANK = blankCell({ type: "char", styles: [] });\nclass OutputCaches {',
  ],
  ['styledChars = new Map();', 'styledChars = (lastFrame = thisFrame, thisFrame = new Map());'],
  [LOOK_UP, `${LOOK_UP}\nif ((cached ??= lastFrame?.get(line)) !== undefined) this.styledChars.set(line, cached);`],
  [/row\.push\(\{[^}]*value: ' ',[^}]*\}\);/, 'row.push(BLANK);'],
]);

export const inkPlugins = [smallCaches, lastFrame];

/** A plugin that changes a file of a package, and fails the build when that is another one than it was. */
export function changed(name: string, filter: RegExp, changes: readonly [from: string | RegExp, to: string][]): Plugin {
  return {
    name,
    setup({ onLoad }) {
      onLoad({ filter }, async ({ path }) => {
        let text = await readFile(path, 'utf8');
        for (const [from, to] of changes) {
          const before = text;
          text = text.replace(from, to);
          if (text === before) throw new Error(`${path} is another one than this build knows: see ${name}`);
        }
        return { contents: text };
      });
    },
  };
}
