/** HTTP load on a test's Gunicorn: some clients, each asking again as soon as it has its answer. */
import type { Gunicorn } from './gunicorn.ts';

export interface Load {
  /** Ends it when the last answers are there. `failed`: what the requests without an answer of 200 died of. */
  stop(): Promise<{ answered: number; failed: string[] }>;
}

export function startLoad(gunicorn: Gunicorn, clients: number): Load {
  const failed: string[] = [];
  let answered = 0;
  let isOver = false;
  const ask = async () => {
    while (!isOver) {
      try {
        const { status } = await gunicorn.request();
        if (status === 200) answered += 1;
        else failed.push(`status ${status}`);
      } catch (error) {
        failed.push((error as NodeJS.ErrnoException).code ?? (error as Error).message);
      }
    }
  };
  const asking = Promise.all(Array.from({ length: clients }, ask));
  return {
    async stop() {
      isOver = true;
      await asking;
      return { answered, failed };
    },
  };
}
