import { useEffect, useState } from 'react';
import type { ProcessSample } from '../model/snapshot.ts';
import { words } from '../words/words.ts';
import type { Effects, Report } from './effects.ts';
import { Page, type PageFrame } from './page.tsx';
import { type Span, span } from './spans.tsx';
import { fitWidth, wrapWords } from './text.ts';

interface ReportScreenProps extends PageFrame {
  what: Report;
  target: ProcessSample;
  read: Effects['report'];
}

/** A page of text about one process, as the command of the same name prints it. */
export function ReportScreen({ what, target, read, ...page }: ReportScreenProps) {
  const { text, error } = useReport(what, target, read);
  const { title, waiting } = words().reportPages[what];
  const role = words().pages.roleOf(target.role);
  const head: Span[][] = [[span(` ${title} ${role} ${target.pid}`, 'title')], [span(' ')]];
  const lines = text?.split('\n') ?? [error === null ? `${waiting} …` : ''];
  const body = lines.map(line => [span(` ${fitWidth(line, page.columns - 1)}`)]);
  const foot = error === null ? [] : wrapWords(error, page.columns - 2).map(line => [span(` ${line}`, 'bad')]);
  return <Page {...page} head={head} body={body} foot={foot.length > 0 ? foot : [[span(' ')]]} />;
}

function useReport(what: Report, target: ProcessSample, read: Effects['report']) {
  const [state, setState] = useState<{ text: string | null; error: string | null }>({ text: null, error: null });
  useEffect(() => {
    const abort = new AbortController();
    read(what, target, abort.signal).then(
      text => !abort.signal.aborted && setState({ text, error: null }),
      (error: Error) => !abort.signal.aborted && setState({ text: null, error: error.message }),
    );
    return () => abort.abort();
  }, [what, target, read]);
  return state;
}
