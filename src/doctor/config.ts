import { accessSync, constants } from 'node:fs';
import { type Config, configOf } from '../config/config.ts';
import { configFiles, readConfigFiles } from '../config/config-file.ts';
import { broken, type Fact, off, ok } from './fact.ts';

/** The config files: which are there, whether they can be meant, and whether they turn something off. */
export function configFacts(flags: Record<string, unknown>, asked: string | null): Fact[] {
  const files = configFiles(asked).map((file, index) =>
    ok(`config.file${index + 1}`, 'file', nameOf(file), stateOf(file)),
  );
  try {
    const config = configOf(flags, readConfigFiles(asked));
    return [...files, ok('config.valid', 'valid', true), actionsFact(config)];
  } catch (error) {
    return [...files, broken('config.valid', 'valid', false, withoutValues((error as Error).message))];
  }
}

function actionsFact({ readOnly }: Config): Fact {
  return readOnly
    ? off('config.actions', 'actions', false, 'read-only = true: fdtop changes nothing')
    : ok('config.actions', 'actions', true);
}

function stateOf(file: string): string {
  try {
    accessSync(file, constants.R_OK);
    return 'is read';
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'is not there' : message.replaceAll(file, nameOf(file));
  }
}

/** A home tells who somebody is. */
function nameOf(file: string): string {
  const { HOME } = process.env;
  return HOME && HOME !== '/' && file.startsWith(`${HOME}/`) ? `~${file.slice(HOME.length)}` : file;
}

/** Errors quote what was given, and that may be an address with a password in it. */
function withoutValues(message: string): string {
  return message.replace(/"(?:[^"\\]|\\.)*"/g, '"..."');
}
