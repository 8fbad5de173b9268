import type { SourceLine } from '../../model/origin.ts';
import type { SampledGroup } from '../sampled-groups.ts';
import type { AppSource } from './app-source.ts';
import { resolve } from './facts.ts';
import { isRawOpener, openersOf } from './openers.ts';

const MOST = 8;

/**
 * Lines that open fds of a group's kind and do not close them by `with`, those that name its peer or path first. From the
 * source alone most such lines leak nothing: they are candidates. `raw`: only those that give plain numbers.
 */
export function candidateLines(app: AppSource, { kind, peer, label }: SampledGroup, raw: boolean): SourceLine[] {
  const openers = new Set(openersOf(kind));
  const words = [...new Set([...openers].map(name => name.split('.').at(-1)!)), 'detach'];
  const host = peer?.slice(0, peer.lastIndexOf(':'));
  const found: { line: SourceLine; score: number }[] = [];
  const seen = new Set<string>();
  for (const facts of words.flatMap(word => app.with(word))) {
    for (const { callee, line, managed } of facts.calls) {
      const name = resolve(facts, callee);
      const isMeant = raw ? isRawOpener(name) && (openers.has(name) || name.endsWith('.detach')) : openers.has(name);
      const key = `${facts.file}:${line}`;
      if (!isMeant || managed || seen.has(key)) continue;
      seen.add(key);
      const text = facts.lines[line - 1] ?? '';
      const names = (host && facts.lines.some(each => each.includes(host))) || text.includes(label) ? 1 : 0;
      found.push({ line: app.line(facts, line), score: names });
    }
  }
  return found
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ line }) => line);
}
