/** Writes README's tables of keys, columns and options from the tables that drive the program. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FLAGS, typedName } from '../config/flags.ts';
import { COLUMNS } from '../ui/columns.ts';
import { filterHelp } from '../ui/filter-help.ts';
import { keyTitle, TABLE_KEYS } from '../ui/keys.ts';

const README = fileURLToPath(new URL('../../README.md', import.meta.url));

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;

function table(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  return [heading, heading.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

const sections: Record<string, string> = {
  keys: table(
    ['key', 'does'],
    TABLE_KEYS.map(({ keys, help }) => [keys.map(key => code(keyTitle(key))).join(' '), help]),
  ),
  columns: table(
    ['column', 'name', 'shows'],
    COLUMNS.map(({ id, title, help, filter, hidden }) => [
      title,
      [id, ...(filter?.aka ?? [])].map(code).join(' '),
      hidden === 'everywhere' ? `${help}; when it is chosen` : help,
    ]),
  ),
  filters: table(
    ['for example', 'shows'],
    filterHelp().map(([example, meaning]) => [code(example), meaning.replaceAll('|', '\\|')]),
  ),
  options: table(
    ['option', 'does'],
    FLAGS.map(flag => [code([typedName(flag), flag.value].filter(Boolean).join(' ')), flag.help]),
  ),
};

/** README as it should be. */
export function renderReadme(text: string): string {
  return Object.entries(sections).reduce(
    (readme, [name, section]) =>
      readme.replace(
        new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`),
        (_, begin, end) => `${begin}\n${section}\n${end}`,
      ),
    text,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(README, renderReadme(readFileSync(README, 'utf8')));
}
