/** Writes the tables of README and SECURITY.md from those that drive the program. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FLAGS, typedName } from '../config/flags.ts';
import { PROGRAMS } from '../platform/programs.ts';
import { COLUMNS } from '../ui/columns.ts';
import { filterHelp } from '../ui/filter-help.ts';
import { keyTitle, TABLE_KEYS } from '../ui/keys.ts';

const PAGES = ['README.md', 'SECURITY.md'].map(name => fileURLToPath(new URL(`../../${name}`, import.meta.url)));

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
  programs: table(
    ['program', 'does', 'comes from', 'runs as', 'when'],
    Object.entries(PROGRAMS).map(([name, { does, from, as, when }]) => [code(name), does, from, as, when]),
  ),
};

/** The page as it should be. */
export function renderReadme(text: string): string {
  return Object.entries(sections).reduce(
    (page, [name, section]) =>
      page.replace(
        new RegExp(`(<!-- ${name} -->)[^]*?(<!-- /${name} -->)`),
        (_, begin, end) => `${begin}\n${section}\n${end}`,
      ),
    text,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const page of PAGES) writeFileSync(page, renderReadme(readFileSync(page, 'utf8')));
}
