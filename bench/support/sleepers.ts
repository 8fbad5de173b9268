/** Other processes of the machine, that sleep: the namespace of the bench hides those that are there. */
import { type Helper, program, startHelper } from './helper.ts';

/** What a small server has besides its service, the threads of the kernel among them. */
export const USUAL_PROCESSES = 100;

export function startSleepers(count = USUAL_PROCESSES): Promise<Helper> {
  return startHelper({ command: ['/usr/bin/python3', program('sleepers.py'), String(count)], lines: 1 });
}
