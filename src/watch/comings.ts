import { type News, plainNews } from './event.ts';
import { replacedText } from './sentences.ts';
import type { TrackedInstance, Waiting } from './state.ts';
import { instanceSubject } from './subject.ts';

/** A worker that went waits so many samples for its successor before that is told; one that came, for whom it replaces. */
const SAMPLES_FOR_A_SUCCESSOR = 30;

/**
 * Workers that came and went, in pairs: a reload starts the new before it ends the old, a crash the other way round. Those
 * without a counterpart wait a while: more workers than before are no news, fewer are.
 */
export function pairWorkers(instance: TrackedInstance): { instance: TrackedInstance; news: News[] } {
  const { born, gone } = instance;
  const pairs = Math.min(born.length, gone.length);
  const news = gone.slice(0, pairs).map((old, index) => replaced(old, born[index]!.pid, instance));
  const isWaiting = ({ age }: Waiting) => age < SAMPLES_FOR_A_SUCCESSOR;
  const alone = gone.slice(pairs);
  for (const old of alone) if (!isWaiting(old)) news.push(replaced(old, null, instance));
  const older = (waiting: Waiting) => ({ ...waiting, age: waiting.age + 1 });
  return {
    instance: {
      ...instance,
      born: born.slice(pairs).filter(isWaiting).map(older),
      gone: alone.filter(isWaiting).map(older),
    },
    news,
  };
}

function replaced(old: Waiting, next: number | null, instance: TrackedInstance): News {
  return plainNews(next === null ? 'worker-gone' : 'worker-replaced', replacedText(old, next, instance), {
    subject: { ...instanceSubject(instance), pid: old.pid, role: 'worker', fds: old.fds },
  });
}
