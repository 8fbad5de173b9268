/** How an action ended, as seen in /proc afterwards, and in one sentence for the operator. */
export interface Outcome {
  ok: boolean;
  text: string;
  /** It failed because this user may not; sudo would help. */
  denied?: true;
}

export type Progress = (text: string) => void;

export const done = (text: string): Outcome => ({ ok: true, text });
export const failed = (text: string): Outcome => ({ ok: false, text });
export const denied = (text: string): Outcome => ({ ok: false, text, denied: true });

export const sleep = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms));

/** Polls until `ready` gives something, at most `seconds`; null when it never did. */
export async function waitFor<T>(ready: () => T | null, seconds: number, everyMs = 100): Promise<T | null> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const result = ready();
    if (result !== null || performance.now() >= end) return result;
    await sleep(everyMs);
  }
}
