import type { ProcessSample } from '../model/snapshot.ts';

export interface TreeNode {
  process: ProcessSample;
  /** It is there only because something below it is. */
  isContext: boolean;
  /** Whether it, and each of its ancestors but the topmost, is the last of its siblings: topmost first. */
  lasts: readonly boolean[];
}

/** Deeper ones are drawn as deep as this: nobody sees more, and lines must not grow without end. */
const DEEPEST = 40;

/**
 * Parents and children. `processes` are those to be shown, in their order; `all` are where their ancestors are looked up.
 * A branch stands where the first of its processes would stand, so the worst one leads, as it does among groups.
 */
export function treeOf(processes: readonly ProcessSample[], all: readonly ProcessSample[]): TreeNode[] {
  const { parents, order } = branches(processes, all);
  const children = Map.groupBy(order, process => parents.get(process) ?? null);
  const wanted = new Set(processes);
  const nodes: TreeNode[] = [];
  const stack: Omit<TreeNode, 'isContext'>[] = [];
  const push = (siblings: readonly ProcessSample[], above: readonly boolean[] | null) => {
    for (const [index, process] of [...siblings.entries()].reverse()) {
      const lasts = above === null ? [] : [...above, index === siblings.length - 1].slice(-DEEPEST);
      stack.push({ process, lasts });
    }
  };
  push(children.get(null) ?? [], null);
  for (let next = stack.pop(); next; next = stack.pop()) {
    nodes.push({ ...next, isContext: !wanted.has(next.process) });
    push(children.get(next.process) ?? [], next.lasts);
  }
  return nodes;
}

/** Each process and its ancestors once, in the order in which the first of its branch comes; and whose child each is. */
function branches(processes: readonly ProcessSample[], all: readonly ProcessSample[]) {
  const byPid = new Map(all.map(process => [placeOf(process.host, process.pid), process]));
  const parents = new Map<ProcessSample, ProcessSample>();
  const order = new Set<ProcessSample>();
  for (const process of processes) {
    const own = new Set<ProcessSample>();
    for (let next: ProcessSample | undefined = process; next && !order.has(next); ) {
      own.add(next);
      order.add(next);
      const parent = byPid.get(placeOf(next.host, next.ppid));
      // A recording may say that two processes are each other's parents: both must be shown all the same.
      if (parent && !own.has(parent)) parents.set(next, parent);
      next = parent;
    }
  }
  return { parents, order };
}

function placeOf(host: string | undefined, pid: number): string {
  return `${host ?? ''} ${pid}`;
}

/** The lines before the text of a node, in at most `room` columns: of a deep one its end. */
export function treeLines(lasts: readonly boolean[], room: number): string {
  const lines = lasts
    .map((isLast, level) => (level === lasts.length - 1 ? (isLast ? '└─ ' : '├─ ') : isLast ? '   ' : '│  '))
    .join('');
  if (lines.length <= room) return lines;
  return room < 4 ? lines.slice(lines.length - room) : `…${lines.slice(lines.length - room + 1)}`;
}
