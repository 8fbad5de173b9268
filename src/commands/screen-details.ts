import type { Config } from '../config/config.ts';
import { readDetails } from '../proc/read-details.ts';
import { readServiceDetails } from '../service/service-details.ts';
import type { Effects } from '../ui/effects.ts';
import { words } from '../words/words.ts';

/** What the pages about a process and an instance tell beside the counts. */
export function screenDetails({ procRoot }: Config): Pick<Effects, 'readDetails' | 'readService'> {
  return {
    readDetails: async target => readDetails(procRoot, target),
    readService: async masterPid => {
      // Only this machine's managers can be asked, and they know its own pids.
      if (procRoot !== '/proc') throw new Error(words().fleet.otherTree);
      return await readServiceDetails(masterPid);
    },
  };
}
