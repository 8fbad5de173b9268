import { createHash } from 'node:crypto';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import type { UnitRef } from './systemd.ts';
import { quoteAssignment } from './unit-syntax.ts';

/** What fdtop's drop-in sets; null leaves a thing as the unit has it. */
export interface DropIn {
  nofile: number | null;
  /** GUNICORN_CMD_ARGS, whole. */
  cmdArgs: string | null;
  /** The topmost folder that was made for the file: undo takes it away again. Null when all were there. */
  madeFolder: string | null;
}

export const DROP_IN = 'fdtop.conf';
const MARK = '# written by fdtop cure; fdtop cure --undo takes it back';
const SUM = /^# sha256 of the lines below: ([0-9a-f]{64})$/;
const MADE = /^# folder made for it: (.+)$/m;
const KEPT = '# what the unit had in GUNICORN_CMD_ARGS is kept in here';

/** Where the drop-in of a unit belongs: never in the vendor's folders. A user's own units have theirs in the home folder. */
export function dropInFile({ unit, uid }: UnitRef): string {
  const folder = uid === null ? '/etc/systemd/system' : join(userInfo().homedir, '.config/systemd/user');
  return join(folder, `${unit}.d`, DROP_IN);
}

/** The text of a drop-in, with a checksum by which a later change by hand is noticed. */
export function renderDropIn({ nofile, cmdArgs, madeFolder }: DropIn): string {
  const lines = [
    ...(madeFolder === null ? [] : [`# folder made for it: ${madeFolder}`]),
    '[Service]',
    ...(nofile === null ? [] : [`LimitNOFILE=${nofile}`]),
    ...(cmdArgs === null ? [] : [KEPT, `Environment=${quoteAssignment('GUNICORN_CMD_ARGS', cmdArgs)}`]),
  ];
  const body = `${lines.join('\n')}\n`;
  return `${MARK}\n# sha256 of the lines below: ${sum(body)}\n${body}`;
}

/** What a file of this name is: one that fdtop wrote, one that was changed by hand since, or one that somebody else wrote. */
export type DropInState = 'ours' | 'edited' | 'foreign';

export function dropInState(text: string): DropInState {
  const [mark, sumLine, ...rest] = text.split('\n');
  if (mark !== MARK) return 'foreign';
  return SUM.exec(sumLine ?? '')?.[1] === sum(rest.join('\n')) ? 'ours' : 'edited';
}

/** Reads back what renderDropIn wrote, of a text whose state is `ours`. `file` is where it stands. */
export function parseDropIn(text: string, file: string): DropIn {
  const nofile = /^LimitNOFILE=(\d+)$/m.exec(text)?.[1];
  const quoted = /^Environment="GUNICORN_CMD_ARGS=(.*)"$/m.exec(text)?.[1];
  const made = MADE.exec(text)?.[1];
  return {
    nofile: nofile === undefined ? null : Number(nofile),
    cmdArgs: quoted === undefined ? null : unquote(quoted),
    madeFolder: made !== undefined && `${dirname(file)}/`.startsWith(`${made}/`) ? made : null,
  };
}

function unquote(text: string): string {
  const named: Record<string, string> = { n: '\n', t: '\t' };
  return text.replace(/\\(.)|%%/gs, (_, character?: string) => {
    return character === undefined ? '%' : (named[character] ?? character);
  });
}

function sum(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
