/** Saved states: a machine, disk and memory, as it was after something that takes long. Kept with the image. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Image } from './image.ts';
import { type Machine, startMachine } from './machine.ts';
import { monitor, saveMemory } from './monitor.ts';

/**
 * Goes on from the state of this name. Where there is none it is made: a boot, and whatever `prepare` does. It fits only
 * the qemu that made it, with the same shape of the machine (qemu.ts).
 */
export async function resumeState(image: Image, name: string, prepare: (machine: Machine) => Promise<void>) {
  const state = join(image.dir, `state-${name}`);
  if (!existsSync(state)) await saveState(image, state, prepare);
  return startMachine(image, { disk: join(state, 'disk.raw'), memory: join(state, 'memory.zst') });
}

async function saveState(image: Image, state: string, prepare: (machine: Machine) => Promise<void>): Promise<void> {
  const unfinished = `${state}-unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  const disk = join(unfinished, 'disk.raw');
  const { status, stderr } = spawnSync('cp', ['--sparse=always', join(image.dir, 'disk.raw'), disk]);
  if (status !== 0) throw new Error(`the disk could not be copied: ${stderr}`);
  const machine = await startMachine(image, { disk });
  await prepare(machine);
  await machine.sh('sync; echo 3 >/proc/sys/vm/drop_caches');
  await machine.ssh.close(); // a connection would not outlive it
  await saveMemory(machine.qemu.socket, join(unfinished, 'memory.zst'));
  await monitor(machine.qemu.socket, 'quit');
  await machine.stop();
  renameSync(unfinished, state);
}
