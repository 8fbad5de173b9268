import { printable } from '../model/printable.ts';
import { readDropIn, removeDropIn, writeDropIn } from '../service/drop-in-file.ts';
import { daemonReload, readUnitSettings } from '../service/unit-settings.ts';
import { words } from '../words/words.ts';
import { restartCured } from './cure-restart.ts';
import type { CureChange, CurePlan } from './cure-types.ts';
import { denied, done, failed, type Outcome, type Progress } from './outcome.ts';
import { softLimitOf } from './restart-plan.ts';
import { sudoCommand } from './sudo-command.ts';

export { planCure } from './cure-plan.ts';
export type { CureChange, CureOptions, CurePlan } from './cure-types.ts';
export { NO_OPTIONS } from './cure-types.ts';
export { planUndo, planUndoOf } from './cure-undo.ts';

/**
 * Writes the drop-in that was planned (or, undo, takes it away), has systemd read it, asks systemd what it has read, and
 * restarts the service where that is wanted. What systemd does not take is taken back: nothing is left half-done.
 */
export async function applyCure(plan: CurePlan, options: { restart: boolean }, progress: Progress): Promise<Outcome> {
  const said = words().cure;
  if (plan.kind === 'nothing') return done(said.nothing(plan.text));
  if (plan.kind === 'refused') return plan.denied ? denied(plan.text) : failed(plan.text);
  if (plan.kind === 'advice') return failed(said.onlyAdvice);

  const notWritten = write(plan);
  if (notWritten) return notWritten;
  const what = describe(plan);
  progress(what);
  const ran = await daemonReload(plan.ref);
  if (!ran.ok) {
    const text = said.failedBack(plan.commands[0]!, ran.words, takeBack(plan));
    return ran.denied ? denied(said.run(text, sudoAgain(plan))) : failed(text);
  }
  const strange = await whatSystemdMakesOfIt(plan);
  if (strange !== null) {
    const text = `${strange}; ${takeBack(plan)}`;
    const again = await daemonReload(plan.ref);
    return failed(again.ok ? text : `${text}; ${said.commandFailed(plan.commands[0]!, again.words)}`);
  }
  if (options.restart && plan.running) return await restartCured(plan, plan.running, what, progress);
  return done(`${what}${untilRestart(plan)}`);
}

/** Null when it is done; an error of the file system leaves all as it was. */
function write(plan: CureChange): Outcome | null {
  const said = words().cure;
  const { file, before, after, madeFolder } = plan;
  try {
    if (readDropIn(file) !== before) return failed(said.changedMeanwhile(file));
    if (after === null) removeDropIn(file, madeFolder);
    else if (after !== before) writeDropIn(file, after);
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isRemoval = after === null;
    if (code === 'EROFS') return failed(said.readOnly(file, isRemoval));
    if (code !== 'EACCES' && code !== 'EPERM') return failed(said.cannot(file, isRemoval, message));
    const text = said.cannot(file, isRemoval, said.permission);
    return denied(process.geteuid?.() === 0 ? text : said.run(text, sudoAgain(plan)));
  }
}

function sudoAgain({ after, ref, sets }: CureChange): string {
  if (after === null) return sudoCommand(['cure', ref.unit, '--undo']);
  const options = sets.cmdArgs === null ? [] : optionsOf(sets.cmdArgs);
  return sudoCommand([
    'cure',
    ref.unit,
    ...(sets.nofile === null ? [] : ['--nofile', String(sets.nofile)]),
    ...options,
  ]);
}

function optionsOf(cmdArgs: string): string[] {
  const names = 'max-requests|max-requests-jitter|graceful-timeout';
  return [...cmdArgs.matchAll(new RegExp(`(--(?:${names}))[= ](\\d+)`, 'g'))].flatMap(([, name, value]) => [
    name!,
    value!,
  ]);
}

/** How it was, and in words. */
function takeBack({ file, before, after, madeFolder }: CureChange): string {
  try {
    if (before === null) removeDropIn(file, madeFolder);
    else if (after !== before) writeDropIn(file, before);
    return before === null ? words().cure.takenBack(file) : words().cure.asBefore(file);
  } catch (error) {
    return words().cure.notTakenBack(file, (error as Error).message);
  }
}

/** Null when systemd has read what was written; else what it says in its place. */
async function whatSystemdMakesOfIt({ ref, file, after, sets }: CureChange): Promise<string | null> {
  const said = words().cure;
  const settings = await readUnitSettings(ref);
  if (typeof settings === 'string') return settings;
  if (after === null) return settings.dropIns.some(({ raw }) => raw === file) ? said.stillReads(file) : null;
  if (!settings.dropIns.some(({ raw }) => raw === file)) return said.doesNotRead(file);
  if (sets.nofile !== null && settings.limitSoft !== sets.nofile) {
    return said.otherLimit(String(settings.limitSoft ?? '?'), ref.unit, sets.nofile);
  }
  const cmdArgs = settings.environment.get('GUNICORN_CMD_ARGS')?.raw ?? null;
  return sets.cmdArgs === null || cmdArgs === sets.cmdArgs
    ? null
    : said.otherArguments(JSON.stringify(cmdArgs && printable(cmdArgs)), ref.unit, JSON.stringify(sets.cmdArgs));
}

function describe({ file, after, ref, sets }: CureChange): string {
  if (after === null) return words().cure.takenAway(file, ref.unit);
  const settings = [
    ...(sets.nofile === null ? [] : [`LimitNOFILE=${sets.nofile}`]),
    ...(sets.cmdArgs === null ? [] : [`GUNICORN_CMD_ARGS=${JSON.stringify(sets.cmdArgs)}`]),
  ];
  return words().cure.written(file, settings, ref.unit);
}

function untilRestart({ ref, running, sets }: CureChange): string {
  const said = words().cure;
  if (!running) return said.nextStart;
  const live = softLimitOf(running.master.pid);
  const kept = [
    ...(sets.nofile === null && sets.cmdArgs !== null ? [] : [said.itsLimit(live)]),
    ...(sets.cmdArgs === null ? [] : [said.itsOptions]),
  ];
  return said.untilRestart(kept, ref.unit);
}
