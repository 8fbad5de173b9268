/** Exact types of one process with as many TCP sockets as the limit allows, among 100,000 of its network namespace. */
import { readFileSync } from 'node:fs';
import { alternate, medianOf } from '../support/alternate.ts';
import type { Bench, Case, Contestant, Measurement, Part } from '../support/case.ts';
import { timeCommand } from '../support/command.ts';
import { program, startHelper } from '../support/helper.ts';
import type { PeerPackage } from '../support/packages.ts';
import { readTypes } from '../support/types.ts';
import { atLeast } from '../support/verdict.ts';

/** A machine's limit may be 20,000 fds for a process. */
const SOCKETS = 19_900;
/** Each connection is two sockets: 100,000 in all. */
const CONNECTIONS = [SOCKETS, SOCKETS, 50_000 - 2 * SOCKETS];
const FDTOP = 'fdtop types PID --exact';

interface Peer {
  tool: string;
  from: PeerPackage;
  command: readonly string[];
  /** Finds, in the lines it prints, the sockets of that process with their state and peer. */
  answers(line: string): boolean;
}

export const sockets: Case = {
  name: 'sockets',
  async run(bench: Bench): Promise<Part[]> {
    const setUp = `ip link set lo up && exec /usr/bin/python3 "$@"`;
    const scene = await startHelper({
      command: ['unshare', '-n', 'sh', '-c', setUp, 'sh', program('sockets.py'), ...CONNECTIONS.map(String)],
      lines: 1,
    });
    const [pid, port] = scene.lines[0]!.split(' ');
    const peers = peersOf(pid!, port!);
    const inside = ['-t', String(scene.pid), '-n'];
    const outputOf = (tool: string) => `${bench.scratch}/${tool.split(' ')[0]}.out`;
    const own: Contestant = {
      tool: FDTOP,
      unit: 'ms',
      runs: 5,
      run: () =>
        timeCommand(
          'nsenter',
          [...inside, process.execPath, bench.fdtop, 'types', pid!, '--exact', '--json'],
          outputOf('fdtop'),
        ),
    };
    const others = peers.map(
      ({ tool, from, command }): Contestant => ({
        tool,
        unit: 'ms',
        runs: tool.startsWith('ss') ? 3 : 5,
        from,
        run: () => timeCommand('nsenter', [...inside, ...command], outputOf(tool)),
      }),
    );
    const measurements = await alternate(bench, [own, ...others]);
    await scene.stop();

    const groups = readTypes(outputOf('fdtop')).groups;
    const found = groups.find(({ state, peer }) => state === 'ESTABLISHED' && peer?.endsWith(`:${port}`))?.count;
    if (found !== SOCKETS) throw new Error(`fdtop names ${found} connections, not ${SOCKETS}`);
    const equal = measurements.filter(measurement => judge(measurement, peers, outputOf));
    const fastest = Math.min(...equal.map(({ tool }) => medianOf(measurements, tool)));
    const ratio = fastest / medianOf(measurements, FDTOP);
    const verdicts = [atLeast(FDTOP, '>= 5 x faster than the fastest of the same answer', ratio, 5)];
    return [{ title: '19,900 TCP sockets, among 100,000: exact types', measurements, verdicts }];
  },
};

function peersOf(pid: string, port: string): Peer[] {
  const named = new RegExp(`:${port}\\b.*ESTAB|ESTAB.*:${port}\\b`);
  return [
    {
      tool: 'lsof -nP -p PID',
      from: 'lsof',
      command: ['lsof', '-nP', '-p', pid],
      answers: line => named.test(line),
    },
    { tool: 'lsfd -p PID', from: 'util-linux', command: ['lsfd', '-p', pid], answers: line => named.test(line) },
    {
      tool: 'ss -tanp',
      from: 'iproute2',
      command: ['ss', '-tanp'],
      answers: line => named.test(line) && line.includes(`pid=${pid},`),
    },
  ];
}

/** Whether a peer gave the same answer; notes it where it did not. */
function judge(measurement: Measurement, peers: readonly Peer[], outputOf: (tool: string) => string): boolean {
  const peer = peers.find(({ tool }) => tool === measurement.tool);
  if (!peer || measurement.values.length === 0) return false;
  const lines = readFileSync(outputOf(peer.tool), 'utf8').split('\n');
  const found = lines.filter(line => peer.answers(line)).length;
  const isSame = found === SOCKETS;
  measurement.note = isSame ? 'same answer' : `names ${found} of ${SOCKETS} connections with state and peer`;
  return isSame;
}
