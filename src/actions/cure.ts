import { formatCount } from '../model/format.ts';
import { readDropIn, removeDropIn, writeDropIn } from '../service/drop-in-file.ts';
import { daemonReload, readUnitSettings } from '../service/unit-settings.ts';
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
  if (plan.kind === 'nothing') return done(`nothing to do: ${plan.text}`);
  if (plan.kind === 'refused') return plan.denied ? denied(plan.text) : failed(plan.text);
  if (plan.kind === 'advice') return failed('fdtop cannot do it: its advice is for you to follow');

  const notWritten = write(plan);
  if (notWritten) return notWritten;
  const what = describe(plan);
  progress(what);
  const ran = await daemonReload(plan.ref);
  if (!ran.ok) {
    const text = `${plan.commands[0]} failed: ${ran.words}; ${takeBack(plan)}`;
    return ran.denied ? denied(`${text}; run: ${sudoAgain(plan)}`) : failed(text);
  }
  const strange = await whatSystemdMakesOfIt(plan);
  if (strange !== null) {
    const text = `${strange}; ${takeBack(plan)}`;
    const again = await daemonReload(plan.ref);
    return failed(again.ok ? text : `${text}; ${plan.commands[0]} failed: ${again.words}`);
  }
  if (options.restart && plan.running) return await restartCured(plan, plan.running, what, progress);
  return done(`${what}${untilRestart(plan)}`);
}

/** Null when it is done; an error of the file system leaves all as it was. */
function write(plan: CureChange): Outcome | null {
  const { file, before, after, madeFolder } = plan;
  try {
    if (readDropIn(file) !== before) return failed(`${file} was changed meanwhile; nothing was done, look again`);
    if (after === null) removeDropIn(file, madeFolder);
    else if (after !== before) writeDropIn(file, after);
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const verb = after === null ? 'remove' : 'write';
    if (code === 'EROFS')
      return failed(`cannot ${verb} ${file}: it lies on a read-only file system; nothing was changed`);
    if (code !== 'EACCES' && code !== 'EPERM') return failed(`cannot ${verb} ${file}: ${message}; nothing was changed`);
    const text = `cannot ${verb} ${file}: permission denied; nothing was changed`;
    return denied(process.geteuid?.() === 0 ? text : `${text}; run: ${sudoAgain(plan)}`);
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
    return before === null ? `${file} was taken back` : `${file} is again as it was`;
  } catch (error) {
    return `and ${file} could not be taken back: ${(error as Error).message}`;
  }
}

/** Null when systemd has read what was written; else what it says in its place. */
async function whatSystemdMakesOfIt({ ref, file, after, sets }: CureChange): Promise<string | null> {
  const settings = await readUnitSettings(ref);
  if (typeof settings === 'string') return settings;
  if (after === null) return settings.dropIns.includes(file) ? `systemd still reads ${file}` : null;
  if (!settings.dropIns.includes(file)) return `systemd does not read ${file}`;
  if (sets.nofile !== null && settings.limitSoft !== sets.nofile) {
    return `systemd has LimitNOFILE=${settings.limitSoft ?? '?'} for ${ref.unit} all the same, not ${sets.nofile}`;
  }
  const cmdArgs = settings.environment.get('GUNICORN_CMD_ARGS') ?? null;
  return sets.cmdArgs === null || cmdArgs === sets.cmdArgs
    ? null
    : `systemd has GUNICORN_CMD_ARGS=${JSON.stringify(cmdArgs)} for ${ref.unit}, not ${JSON.stringify(sets.cmdArgs)}`;
}

function describe({ file, after, ref, sets }: CureChange): string {
  if (after === null) return `${file} taken away, ${ref.unit} configured as before`;
  const words = [
    ...(sets.nofile === null ? [] : [`LimitNOFILE=${sets.nofile}`]),
    ...(sets.cmdArgs === null ? [] : [`GUNICORN_CMD_ARGS=${JSON.stringify(sets.cmdArgs)}`]),
  ];
  return `${file} written: ${words.join(' and ')} for ${ref.unit}`;
}

function untilRestart({ ref, running, sets }: CureChange): string {
  if (!running) return ', from its next start on';
  const live = softLimitOf(running.master.pid);
  const kept = [
    ...(sets.nofile === null && sets.cmdArgs !== null ? [] : [`its limit of ${formatCount(live)}`]),
    ...(sets.cmdArgs === null ? [] : ['its options']),
  ];
  return `; the running service keeps ${kept.join(' and ')} until it is restarted (fdtop restart ${ref.unit})`;
}
