/** The checks of one run: each is said when it is done, a failure does not keep the next ones from being made. */

export class Checklist {
  passed = 0;
  failed = 0;

  heading(text: string): void {
    console.log(`\n=== ${text}`);
  }

  /** A figure to know, judged by nobody: this machine is many times slower than a real one. */
  info(what: string, value: string): void {
    console.log(`       ${what}: ${value}`);
  }

  /** Makes one check: it fails when `body` throws. Gives what `body` gives, null when it failed. */
  async check<T>(name: string, body: () => Promise<T>): Promise<T | null> {
    const started = performance.now();
    try {
      const result = await body();
      this.passed += 1;
      console.log(`ok     ${name} (${inSeconds((performance.now() - started) / 1000)})`);
      return result;
    } catch (error) {
      this.failed += 1;
      console.log(`FAILED ${name}\n${indent((error as Error).message)}`);
      return null;
    }
  }
}

function indent(text: string): string {
  return text.replace(/^/gm, '       ');
}

/** Seconds that `body` takes, and what it gives. */
export async function timed<T>(body: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const started = performance.now();
  const result = await body();
  return { seconds: (performance.now() - started) / 1000, result };
}

export const inSeconds = (seconds: number): string => `${seconds.toFixed(1)} s`;
