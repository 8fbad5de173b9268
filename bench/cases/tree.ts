/** Exact types of the incident's 488,868 fds, against C that reads the same links and does nothing with them. */
import { readdirSync } from 'node:fs';
import { alternate, medianOf } from '../support/alternate.ts';
import { bundleTypes } from '../support/bundle.ts';
import type { Bench, Case, Part } from '../support/case.ts';
import { timeCommand } from '../support/command.ts';
import { compileReadlinks } from '../support/readlinks.ts';
import { startService } from '../support/service.ts';
import { closeWait, files, INCIDENT_FDS, makeTree, PID, type TreeContent } from '../support/tree.ts';
import { type NamedProcess, readTypes, timeThread, timeTypesCommand } from '../support/types.ts';
import { atMost } from '../support/verdict.ts';

const THREAD = 'fdtop, the thread of `t`';
const COMMAND = 'fdtop types PID --exact';
const C = 'C: readdir + readlinkat';
const LIMIT = 1.3;
const REAL_FDS = 19_900;

interface Subject extends NamedProcess {
  title: string;
  total: number;
}

export const tree: Case = {
  name: 'tree',
  async run(bench: Bench): Promise<Part[]> {
    const tools = { readlinks: compileReadlinks(bench), thread: await bundleTypes(bench) };
    const ofTree = async (what: string, content: TreeContent) => {
      const { root, remove } = makeTree(bench, content);
      const title = `${INCIDENT_FDS.toLocaleString('en')} fds (tree on tmpfs), ${what}: exact types`;
      const part = await measure(bench, tools, { title, procRoot: root, pid: PID, total: INCIDENT_FDS });
      remove();
      return withTargets(part);
    };
    const parts = [await ofTree('files and pipes', files), await ofTree('481,000 in CLOSE_WAIT', closeWait())];

    const service = await startService({ workers: 1, fds: REAL_FDS });
    const pid = service.workers[0]!;
    const total = readdirSync(`/proc/${pid}/fd`).length;
    const real = { title: '19,900 fds of a real process: exact types', procRoot: '/proc', pid, total };
    parts.push(await measure(bench, tools, real));
    await service.stop();
    return parts;
  },
};

async function measure(
  bench: Bench,
  { readlinks, thread }: { readlinks: string; thread: string },
  subject: Subject,
): Promise<Part> {
  const { title, procRoot, pid, total } = subject;
  const output = `${bench.scratch}/types.out`;
  const measurements = await alternate(bench, [
    { tool: THREAD, unit: 'ms', runs: 5, run: () => timeThread(thread, subject, { sample: 0, output, total }) },
    {
      tool: COMMAND,
      unit: 'ms',
      runs: 5,
      run: () => timeTypesCommand(bench.fdtop, subject, { args: ['--exact'], output }),
    },
    { tool: C, unit: 'ms', runs: 5, from: 'gcc', run: () => timeCommand(readlinks, [`${procRoot}/${pid}/fd`]) },
  ]);
  const answer = readTypes(output);
  if (!answer.exact || answer.total !== total) throw new Error(`fdtop saw ${answer.total} fds, not ${total}`);
  return { title, measurements, verdicts: [] };
}

function withTargets(part: Part): Part {
  const c = medianOf(part.measurements, C);
  const verdicts = [THREAD, COMMAND].map(tool =>
    atMost(tool, `<= ${LIMIT} x C`, medianOf(part.measurements, tool) / c, LIMIT),
  );
  return { ...part, verdicts };
}
