import { examine } from '../doctor/examine.ts';
import { doctorJson, doctorText } from '../report/doctor-text.ts';
import { toJson } from '../report/json.ts';
import { shown } from '../terminal/abilities.ts';

declare const FDTOP_VERSION: string;

const EXIT_FAILED = 1;

/** `fdtop doctor`: what a bug report needs, on stdout. Returns the exit code: 1 when something is broken. */
export async function doctor(flags: Record<string, unknown>, configFile: string | null): Promise<number> {
  const { json, ...rest } = flags;
  const groups = await examine({ version: FDTOP_VERSION, flags: rest, configFile });
  process.stdout.write(`${json === true ? toJson(doctorJson(groups)) : shown(doctorText(groups))}\n`);
  return groups.some(({ facts }) => facts.some(({ state }) => state === 'broken')) ? EXIT_FAILED : 0;
}
