import type { Config } from '../config/config.ts';

export async function recycle(_config: Config, _args: readonly string[]): Promise<number> {
  throw new Error('not built yet');
}
