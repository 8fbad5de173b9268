/** The licences of what is bundled: they ask to be handed on with it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { root } from './bundles.ts';

/** A text of all licences, of the packages in node_modules that these files (absolute, or from the root) are of. */
export function licences(files: readonly string[]): string {
  const folders = files.flatMap(file => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  const names = new Map<string, string[]>();
  for (const folder of new Set(folders.map(each => (isAbsolute(each) ? each : join(root, each))))) {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const text = licenceText(folder) ?? `Licence: ${license}`;
    names.set(text, [...(names.get(text) ?? []), `${name} ${version}`]);
  }
  const parts = [...names].map(([text, packages]) => `${packages.sort().join(', ')}\n\n${text}`).sort();
  return `fdtop holds these packages, each under its licence.\n\n${parts.join(`\n${'-'.repeat(72)}\n`)}`;
}

/** Null for a package that comes without one. */
function licenceText(folder: string): string | null {
  const name = readdirSync(folder).find(each => /^(licen[sc]e|copying)(\.|$)/i.test(each));
  const file = join(folder, name ?? 'LICENSE');
  return existsSync(file) ? `${readFileSync(file, 'utf8').trim()}\n` : null;
}
