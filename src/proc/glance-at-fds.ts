import type { FdTypes } from '../model/fd-types.ts';
import { type FdTypesRequest, readFdTypes, TakesLonger } from './read-fd-types.ts';

/**
 * As readFdTypes of a sample, where that takes some ms: half of what it takes to start a thread for it. Null where it would
 * hold up the screen: all fds would have to be listed, or tables to be read that are neither short nor left out.
 *
 * @throws FdTypesError as readFdTypes does
 */
export function glanceAtFds(request: FdTypesRequest & { sample: number }): FdTypes | null {
  try {
    return readFdTypes({ ...request, quick: true, glance: true });
  } catch (error) {
    if (error instanceof TakesLonger) return null;
    throw error;
  }
}
