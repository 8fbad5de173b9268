import { printable } from '../model/printable.ts';
import { type Command, run } from './run.ts';
import type { UnitRef } from './systemd.ts';

const LINES = 5;
/** So far back is looked for an error: a traceback is long, and every worker writes its own. */
const SEARCHED_LINES = 120;
const LONGEST_LINE = 160;

/** The last line of a Python traceback (`shop.errors.NotFound: no`, a bare `SystemExit`), or one that calls itself an error. */
const ERRORS = [/^(?:[\w.]+\.)?\w*(?:Error|Exception|Exit)(?=:|$)/, /\berror:/i];

/**
 * The command that shows the end of a unit's journal. The entries of a user's unit are filed under that user: root reads
 * them by their fields (systemd.journal-fields(7)), for `--user` means its own.
 */
export function journalCommand({ unit, uid }: UnitRef, lines = SEARCHED_LINES): Command {
  const own = uid === process.getuid?.();
  const which =
    uid === null ? ['-u', unit] : own ? ['--user', '-u', unit] : [`_UID=${uid}`, `_SYSTEMD_USER_UNIT=${unit}`];
  return ['journalctl', ...which, '-n', String(lines), '--no-pager', '-o', 'cat'];
}

/** The last lines of a unit's journal, safe to print; none when it may not be read, or holds none. */
export async function lastJournalLines(ref: UnitRef): Promise<string[]> {
  const { ok, stdout } = await run(journalCommand(ref), { timeoutMs: 10_000 });
  return ok ? logLines(stdout.raw) : [];
}

/**
 * The last lines of a log, each made safe to print; where none of them tells of an error, the last one before them that
 * does stands first. journalctl's `-- No entries --` is no line.
 */
export function logLines(text: string): string[] {
  const all = text.split('\n').map(line => printable(line, LONGEST_LINE).trim());
  const lines = all.filter(line => line !== '' && !/^-- .* --$/.test(line));
  const last = lines.slice(-LINES);
  if (last.some(isError)) return last;
  const error = lines.findLast(isError);
  return error === undefined ? last : [error, ...last.slice(1)];
}

const isError = (line: string) => ERRORS.some(error => error.test(line));
