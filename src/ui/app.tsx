import { Box, Text, useApp, useInput, useWindowSize } from 'ink';
import { useEffect, useSyncExternalStore } from 'react';
import { type ProcessSample, processKey } from '../model/snapshot.ts';
import type { Store } from '../store/store.ts';
import { type Controller, INTERRUPTED, pressKey } from './controller.ts';
import { DialogBox } from './dialog-box.tsx';
import type { Effects } from './effects.ts';
import { Footer, StatusLines } from './footer.tsx';
import { Header, SubHeader } from './header.tsx';
import { HelpScreen } from './help-screen.tsx';
import { keyNames, tableKeys } from './keys.ts';
import { Nothing } from './nothing.tsx';
import type { PageFrame } from './page.tsx';
import { ReportScreen } from './report-screen.tsx';
import { type Row, selectedIndex, tableRows } from './rows.ts';
import { Table } from './table.tsx';
import { TypesScreen } from './types-screen.tsx';

export interface AppProps {
  store: Store;
  effects: Effects;
  warn: number;
  leak: number;
  readOnly: boolean;
  onQuit: (exitCode: number) => void;
}

const FEWEST_COLUMNS = 40;
const FEWEST_ROWS = 8;
const SUB_HEADER_FROM_ROWS = 12;
const TWO_STATUS_LINES_FROM_ROWS = 20;

/** The whole screen: exactly as tall as the terminal, so that nothing ever scrolls. */
export function App(props: AppProps) {
  const { store, effects, warn, leak, readOnly, onQuit } = props;
  const { columns, rows } = useWindowSize();
  const withTerminal = useApp().suspendTerminal;
  const suspend = () => void withTerminal(stopJob);
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const page = {
    columns,
    rows,
    onQuit,
    onBack: () => store.dispatch({ type: 'screen', screen: { name: 'table' } }),
    onSuspend: suspend,
    onKey: (name: string) =>
      pressKey({ store, effects, readOnly, leak, pageSize: () => rows, quit: onQuit, suspend, withTerminal }, name),
  };

  if (columns < FEWEST_COLUMNS || rows < FEWEST_ROWS) return <TooSmall columns={columns} rows={rows} onQuit={onQuit} />;
  if (state.screen.name === 'help') return <HelpScreen {...page} warn={warn} leak={leak} readOnly={readOnly} />;
  if (state.screen.name === 'types')
    return <TypesScreen {...page} target={state.screen.target} readTypes={effects.readTypes} />;
  if (state.screen.name === 'report') return <ReportScreen {...page} {...state.screen} read={effects.report} />;
  return <Main {...props} columns={columns} rows={rows} suspend={suspend} withTerminal={withTerminal} />;
}

function Main({
  store,
  effects,
  warn,
  leak,
  readOnly,
  onQuit,
  suspend,
  withTerminal,
  columns,
  rows,
}: AppProps & Pick<Controller, 'suspend' | 'withTerminal'> & { columns: number; rows: number }) {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const headLines = rows >= SUB_HEADER_FROM_ROWS ? 2 : 1;
  const statusLines = rows >= TWO_STATUS_LINES_FROM_ROWS ? 2 : 1;
  const height = rows - headLines - 1 - statusLines - 1;
  const lines = tableRows(state);
  const selected = selectedIndex(lines, state);
  const process = processAt(lines, selected);
  usePinnedSelection(store, process, selected);
  useVisibleProcesses(effects, lines, selected, height);

  const pageSize = () => height;
  const controller: Controller = { store, effects, readOnly, leak, pageSize, quit: onQuit, suspend, withTerminal };
  useInput((input, key) => {
    for (const name of keyNames(input, key)) pressKey(controller, name);
  });
  const { dialog } = state;
  const isGone =
    dialog?.targetKey != null && !state.latest?.processes.some(sample => processKey(sample) === dialog.targetKey);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      <Header state={state} columns={columns} warn={warn} leak={leak} />
      {headLines === 2 && <SubHeader state={state} columns={columns} warn={warn} leak={leak} />}
      {lines.length > 0 || !state.shown ? (
        <Table
          state={state}
          rows={lines}
          selected={selected}
          columns={columns}
          height={height}
          histories={store.histories}
          thresholds={{ warn, leak }}
        />
      ) : (
        <Nothing
          filter={state.filter}
          all={state.all}
          canDemo={effects.startDemo !== null}
          height={height + 1}
          note={state.shown.fleet ? (state.shown.notes[0] ?? 'No host has a Gunicorn that runs.') : null}
        />
      )}
      <StatusLines state={state} selected={process} leak={leak} columns={columns} height={statusLines} />
      <Footer bindings={tableKeys(effects.replay !== null)} readOnly={readOnly} columns={columns} />
      {dialog && <DialogBox dialog={dialog} targetIsGone={isGone} columns={columns} rows={rows} />}
    </Box>
  );
}

function TooSmall({ columns, rows, onQuit }: Pick<PageFrame, 'columns' | 'rows' | 'onQuit'>) {
  useInput((input, key) => {
    const names = keyNames(input, key);
    if (names.includes('ctrl-c')) onQuit(INTERRUPTED);
    else if (names.includes('q')) onQuit(0);
  });
  return (
    <Text wrap="truncate">
      fdtop needs {FEWEST_COLUMNS}x{FEWEST_ROWS}, this is {columns}x{rows}
    </Text>
  );
}

/**
 * Ctrl-Z, which raw mode keeps from the kernel, on the terminal as it was before: stops the job as the kernel would have. An
 * orphaned job is not stopped by it; then the screen just comes back.
 */
async function stopJob(): Promise<void> {
  process.kill(0, 'SIGTSTP');
  await new Promise(resolve => setTimeout(resolve, 50));
}

function processAt(rows: readonly Row[], index: number): ProcessSample | null {
  const row = rows[index];
  return row?.type === 'process' ? row.process : null;
}

/** The selection stays with its process from the first moment on: rows that move must not carry it to another. */
function usePinnedSelection(store: Store, process: ProcessSample | null, index: number): void {
  const key = process && processKey(process);
  const instance = process?.instance ?? null;
  useEffect(() => {
    const { selected, selectedIndex: known } = store.getState();
    if (key !== null && (key !== selected || index !== known)) store.dispatch({ type: 'select', key, index, instance });
  }, [store, key, index, instance]);
}

/** CPU and memory are measured around the selection only, whatever the number of rows. */
function useVisibleProcesses(effects: Effects, rows: readonly Row[], selected: number, height: number): void {
  const near = rows.slice(Math.max(0, selected - height), selected + height);
  const pids = near.flatMap(row => (row.type === 'process' ? [row.process.pid] : []));
  const list = pids.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list of the same pids changes nothing
  useEffect(() => effects.setVisible(pids), [effects, list]);
}
