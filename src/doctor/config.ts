import { existsSync } from 'node:fs';
import { type Config, configOf } from '../config/config.ts';
import { configFiles, readConfigFiles, readUsual } from '../config/config-file.ts';
import { broken, type Fact, off, ok } from './fact.ts';
import { withoutHome } from './without-home.ts';

/** The config files: which are there, whether they can be meant, and whether they turn something off. */
export function configFacts(flags: Record<string, unknown>, asked: string | null): Fact[] {
  const files = configFiles(asked).map((file, index) => fileFact(`config.file${index + 1}`, file, asked !== null));
  try {
    const config = configOf(flags, readConfigFiles(asked));
    return [...files, ok('config.valid', 'valid', true), actionsFact(config)];
  } catch (error) {
    return [...files, broken('config.valid', 'valid', false, withoutHome(withoutValues((error as Error).message)))];
  }
}

function actionsFact({ readOnly }: Config): Fact {
  return readOnly
    ? off('config.actions', 'actions', false, 'read-only = true: fdtop changes nothing')
    : ok('config.actions', 'actions', true);
}

/** What is wrong with a file that is read stands at `config.valid`. */
function fileFact(id: string, file: string, isAsked: boolean): Fact {
  const value = withoutHome(file);
  if (isAsked) return ok(id, 'file', value, existsSync(file) ? 'is read' : 'is not there');
  try {
    const { text, why } = readUsual(file);
    if (why !== null) return off(id, 'file', value, withoutHome(`is left out: ${why}`));
    return ok(id, 'file', value, text === null ? 'is not there' : 'is read');
  } catch (error) {
    return ok(id, 'file', value, withoutHome((error as Error).message));
  }
}

/** Errors quote what was given, and that may be an address with a password in it. */
function withoutValues(message: string): string {
  return message.replace(/"(?:[^"\\]|\\.)*"/g, '"..."');
}
