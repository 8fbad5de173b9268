import { type CurePlan, planUndo, planUndoOf } from '../actions/cure.ts';
import { runningOf } from '../actions/cure-existing.ts';
import type { Config } from '../config/config.ts';
import { UsageError } from '../config/usage-error.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { curedUnits } from '../service/cured-units.ts';
import type { UnitRef } from '../service/systemd.ts';
import { instanceTitle } from '../ui/words.ts';
import { words } from '../words/words.ts';
import { chooseInstance, look, membersOf } from './choose.ts';

/**
 * Which cure is taken back: that of the unit or instance that the word names, else the only one there is. A unit that does
 * not run, perhaps for this very cure, is found by its file.
 */
export async function planUndoNamed(config: Config, word: string | undefined): Promise<CurePlan> {
  const cured = curedUnits();
  const named = cured.filter(({ unit }) => word === undefined || unit === word || unit === `${word}.service`);
  if (named.length > 1) {
    const said = words().commandUsage;
    const units = named.map(({ unit, uid }) => `${unit}${uid === null ? '' : said.ofThisUser}`).join(', ');
    throw new UsageError(said.unitsCured(named.length, units));
  }
  const snapshot = await look(config);
  if (named[0]) return planUndoOf(named[0], runningIn(snapshot, named[0]));
  if (word === undefined) return { kind: 'nothing', text: words().commands.noDropIn };
  const { instance, master } = chooseInstance(snapshot, word);
  if (!master) return { kind: 'refused', text: words().commands.nameUnit(instanceTitle(instance)) };
  return await planUndo(instance, master);
}

function runningIn(snapshot: Snapshot, { unit, uid }: UnitRef) {
  const manager = uid === null ? 'systemd' : 'systemd-user';
  const instance = snapshot.instances.find(each => each.unit === unit && each.manager === manager);
  const master = instance && membersOf(snapshot, instance).master;
  return instance && master ? runningOf(instance, master) : null;
}
