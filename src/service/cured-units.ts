import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { dropInFile, dropInState } from './drop-in.ts';
import { readDropIn } from './drop-in-file.ts';
import type { UnitRef } from './systemd.ts';

/** The units, of the system and of this user, that have a drop-in of fdtop: also those of which nothing runs now. */
export function curedUnits(): UnitRef[] {
  const own = process.getuid?.() ?? null;
  return [null, own].flatMap(uid => unitsIn(uid)).filter(isCured);
}

function unitsIn(uid: number | null): UnitRef[] {
  try {
    const folder = dirname(dirname(dropInFile({ unit: 'any.service', uid })));
    const names = readdirSync(folder).filter(name => name.endsWith('.service.d'));
    return names.map(name => ({ unit: name.slice(0, -2), uid }));
  } catch {
    return []; // a user without units of its own, or without a home
  }
}

function isCured(ref: UnitRef): boolean {
  try {
    const text = readDropIn(dropInFile(ref));
    return text !== null && dropInState(text) !== 'foreign';
  } catch {
    return false;
  }
}
