/** examples/ are files that fdtop takes as they are, and with every line in them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configOf } from '../../src/config/config.ts';
import { readConfigFile } from '../../src/config/config-file.ts';
import { FLAGS } from '../../src/config/flags.ts';

const read = (name: string) => readFileSync(new URL(`../../examples/${name}`, import.meta.url), 'utf8');

/** What is commented out and looks like TOML, with the rest. */
const withEveryLine = (text: string) => text.replace(/^# (?=\[|[a-z-]+ = )/gm, '');

describe.each(['config.toml', 'watch.toml'])('%s', name => {
  it('changes nothing as it is', () => {
    expect(configOf({}, readConfigFile(name, read(name)))).toEqual(configOf({}));
  });

  it('can be meant with every line', () => {
    const all = withEveryLine(read(name));
    expect(all).not.toBe(read(name));
    expect(configOf({}, readConfigFile(name, all))).not.toEqual(configOf({}));
  });
});

it('config.toml has every option that a file may have', () => {
  const given = readConfigFile('config.toml', withEveryLine(read('config.toml')));
  expect([...given.keys()].sort()).toEqual(FLAGS.flatMap(({ name, config }) => (config ? [name] : [])).sort());
});
