import { bashCompletion } from '../completion/bash.ts';
import { fishCompletion } from '../completion/fish.ts';
import { zshCompletion } from '../completion/zsh.ts';
import { UsageError } from '../config/usage-error.ts';
import { words } from '../words/words.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `fdtop completion SHELL`: the completions of a shell, on stdout. Returns the exit code. */
export async function completion([shell]: readonly string[]): Promise<number> {
  const names = Object.keys(SHELLS).join(', ');
  if (shell === undefined) throw new UsageError(words().commandUsage.completionNeeds(names));
  if (!Object.hasOwn(SHELLS, shell)) throw new UsageError(words().commandUsage.completionKnows(shell, names));
  process.stdout.write(SHELLS[shell as keyof typeof SHELLS]());
  return 0;
}
