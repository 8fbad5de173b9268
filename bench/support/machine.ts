/** The machine that the figures are of. */
import { cpus, loadavg, release, totalmem } from 'node:os';
import { peerVersions } from './packages.ts';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  kernel: string;
  node: string;
  peers: string[];
  /** What else it did when the run began: 1 is one core busy. */
  load: number;
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    peers: peerVersions(),
    load: Math.round(loadavg()[0]! * 10) / 10,
  };
}

export function machineText({ cpu, cores, memoryGb, kernel, node, peers, load }: Machine): string {
  const machine = `${cpu}, ${cores} cores, ${memoryGb} GB; Linux ${kernel}; Node ${node}; load at the start ${load}`;
  return `${machine}\n${peers.join(', ')}`;
}
