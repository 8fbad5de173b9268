import type { FoundOrigins } from '../model/diagnosis.ts';
import type { ProcessSample } from '../model/snapshot.ts';
import { OriginError } from '../python/origin-error.ts';
import { words } from '../words/words.ts';
import { findOrigins } from './find-origins.ts';
import type { TypesRead } from './read-types.ts';

const NOTHING: FoundOrigins = { heap: null, trace: null, note: null };

/** As findOrigins, but nothing that goes wrong there stops the rest of a diagnosis: it becomes the note. */
export async function readOrigins(
  procRoot: string,
  { pid, startTime }: ProcessSample,
  { unread }: TypesRead,
  signal?: AbortSignal,
): Promise<FoundOrigins> {
  const said = words().diagnosis;
  if (procRoot !== '/proc') return { ...NOTHING, note: said.notLooked.otherTree };
  if (unread !== null && unread !== 'permission') return { ...NOTHING, note: said.notLooked.ended };
  try {
    return await findOrigins({ procRoot, pid, startTime }, signal);
  } catch (error) {
    signal?.throwIfAborted();
    const { message } = error as Error;
    if (!(error instanceof OriginError)) return { ...NOTHING, note: said.notFound(message.split('\n')[0]!) };
    const isDenied = error.code === 'permission';
    return { ...NOTHING, note: isDenied ? said.notLooked.denied : message };
  }
}
