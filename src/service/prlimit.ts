import type { Limit } from '../proc/limits.ts';
import { words } from '../words/words.ts';
import { type Command, type Ran, run } from './run.ts';

const TIMEOUT_MS = 10_000;

/** Sets RLIMIT_NOFILE of a running process by prlimit(1) of util-linux, where Node cannot make the system call. */
export async function setOpenFilesLimit(pid: number, { soft, hard }: Limit): Promise<Ran> {
  const command: Command = ['prlimit', '--pid', String(pid), `--nofile=${word(soft)}:${word(hard)}`];
  const ran = await run(command, { timeoutMs: TIMEOUT_MS });
  return ran.missing ? { ...ran, words: words().services.noPrlimit } : ran;
}

function word(limit: number): string {
  return Number.isFinite(limit) ? String(limit) : 'unlimited';
}
