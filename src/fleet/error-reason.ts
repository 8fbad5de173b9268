import { printable } from '../model/printable.ts';
import { words } from '../words/words.ts';

/** Why a fetch failed: what it throws itself says `fetch failed` only. */
export function errorReason(error: unknown): string {
  const { cause, message } = error as Error;
  const { code, message: reason } = (cause ?? {}) as NodeJS.ErrnoException;
  const reasons: Partial<Record<string, string>> = words().fleet.reasons;
  return printable(reasons[code ?? ''] ?? reason ?? message, 200);
}
