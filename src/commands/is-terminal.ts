import { canMoveCursor } from '../terminal/abilities.ts';

/** Whether somebody sits there, to read and to answer. */
export function isTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/** Whether a screen can be drawn for them. */
export function canShowScreen(): boolean {
  return isTerminal() && canMoveCursor(process.env);
}
