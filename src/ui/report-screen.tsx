import { type RefObject, useEffect, useState } from 'react';
import type { ProcessSample } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
import type { Effects, Report } from './effects.ts';
import { Page, type PageFrame } from './page.tsx';
import { type Span, span } from './spans.tsx';
import { fitWidth, wrapAll, wrapWords } from './text.ts';

interface ReportScreenProps extends PageFrame {
  what: Report;
  target: ProcessSample;
  read: Effects['report'];
  kept: RefObject<KeptReport | null>;
}

/** A report takes seconds: it is there again after a look at the keys. */
export interface KeptReport {
  what: Report;
  target: ProcessSample;
  text: string | null;
  error: string | null;
}

/** A page of text about one process, as the command of the same name prints it. */
export function ReportScreen({ what, target, read, kept, ...page }: ReportScreenProps) {
  const { text, error } = useReport(what, target, read, kept);
  const { title, waiting } = words().reportPages[what];
  const role = words().pages.roleOf(target.role);
  const head: Span[][] = [[span(` ${title} ${role} ${target.pid}`, 'title')], [span(' ')]];
  const lines = text?.split('\n') ?? [error === null ? `${waiting} …` : ''];
  const body = lines.flatMap(line => wrapped(line, page.columns - 1)).map(line => [span(` ${line}`)]);
  const foot = error === null ? [] : wrapWords(error, page.columns - 2).map(line => [span(` ${line}`, 'bad')]);
  return <Page {...page} head={head} body={body} foot={foot.length > 0 ? foot : [[span(' ')]]} />;
}

/** What stands before the words of a line: blanks, a share, and what the words are. */
const LABELS = /^ *(?:[\d.,]+ ?% {2,})?(?:[^\s]+(?: [^\s]+)? {2,})?/;

/** A line of a report on as many lines as it takes, the further ones below its words. */
function wrapped(line: string, width: number): string[] {
  const labels = LABELS.exec(line)![0];
  const indent = Math.min(labels.length, Math.floor(width / 2));
  const [first = '', ...others] = wrapAll(line.slice(indent), width - indent);
  return [line.slice(0, indent) + first, ...others.map(each => ' '.repeat(indent) + each.trimStart())].map(each =>
    fitWidth(each, width),
  );
}

function keptOf({ current }: RefObject<KeptReport | null>, what: Report, target: ProcessSample): KeptReport | null {
  return current?.what === what && current.target === target ? current : null;
}

function useReport(
  what: Report,
  target: ProcessSample,
  read: Effects['report'],
  kept: RefObject<KeptReport | null>,
): Pick<KeptReport, 'text' | 'error'> {
  const [state, setState] = useState<Pick<KeptReport, 'text' | 'error'>>(
    keptOf(kept, what, target) ?? { text: null, error: null },
  );
  useEffect(() => {
    if (keptOf(kept, what, target)) return;
    const show = (text: string | null, error: string | null) => {
      if (abort.signal.aborted) return;
      kept.current = { what, target, text, error };
      setState({ text, error });
    };
    const abort = new AbortController();
    read(what, target, abort.signal).then(
      text => show(text, null),
      (error: Error) => show(null, error.message),
    );
    return () => abort.abort();
  }, [what, target, read, kept]);
  return state;
}
