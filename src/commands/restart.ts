import type { Config } from '../config/config.ts';

export async function restart(_config: Config, _args: readonly string[]): Promise<number> {
  throw new Error('not built yet');
}

export async function reload(_config: Config, _args: readonly string[]): Promise<number> {
  throw new Error('not built yet');
}
