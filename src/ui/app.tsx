import { Box, Text, useApp, usePaste, useWindowSize } from 'ink';
import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import { processKey } from '../model/snapshot.ts';
import type { Choice, Screen, State } from '../store/state.ts';
import type { Store } from '../store/store.ts';
import { words } from '../words/words.ts';
import { ColumnsScreen } from './columns-screen.tsx';
import { type Controller, INTERRUPTED, pressKey, pressKeys } from './controller.ts';
import { DetailsScreen } from './details-screen.tsx';
import { DialogBox } from './dialog-box.tsx';
import type { Effects } from './effects.ts';
import { EventsScreen } from './events-screen.tsx';
import { FilterKeys } from './filter-line.tsx';
import { Footer, StatusLines } from './footer.tsx';
import { Header, SubHeader } from './header.tsx';
import { HelpScreen } from './help-screen.tsx';
import { InstanceScreen } from './instance-screen.tsx';
import { type KeyBinding, type KeyMode, keyMode, keyOf, pageKeys, tableKeys } from './keys.ts';
import { Nothing } from './nothing.tsx';
import type { PageFrame } from './page.tsx';
import { pasteText } from './paste.ts';
import { type KeptReport, ReportScreen } from './report-screen.tsx';
import { needsCosts, offeredIndex, type Row, rowKey, tableRows } from './rows.ts';
import { Table } from './table.tsx';
import { TypesScreen } from './types-screen.tsx';
import { useKeys } from './use-keys.ts';

export interface AppProps {
  store: Store;
  effects: Effects;
  warn: number;
  leak: number;
  readOnly: boolean;
  vim: boolean;
  onQuit: (exitCode: number) => void;
  onRedraw: () => void;
  /** Whether the terminal has not yet taken all that was drawn. */
  isBehind: () => boolean;
}

const FEWEST_COLUMNS = 40;
const FEWEST_ROWS = 8;
const SUB_HEADER_FROM_ROWS = 12;
const TWO_STATUS_LINES_FROM_ROWS = 20;

/** The whole screen: exactly as tall as the terminal, so that nothing ever scrolls. */
export function App(props: AppProps) {
  const { store, effects, warn, leak, readOnly, vim, onQuit, onRedraw, isBehind } = props;
  const { columns, rows } = useWindowSize();
  const withTerminal = useApp().suspendTerminal;
  const suspend = () => void withTerminal(stopJob);
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const keptReport = useRef<KeptReport | null>(null);
  useRedrawWhenResized(onRedraw, columns, rows);
  const seen = useRef(new WeakSet<readonly Choice[]>()).current;
  const onSeen = useCallback((choices: readonly Choice[]) => void seen.add(choices), [seen]);
  const controller: Controller = {
    store,
    effects,
    readOnly,
    vim,
    leak,
    pageSize: () => rows,
    quit: onQuit,
    suspend,
    withTerminal,
    redraw: onRedraw,
    isSeen: ({ choices }) => seen.has(choices) && !isBehind(),
  };
  usePaste(text => pasteText(controller, text));
  const mode = keyMode(controller);
  const page = {
    columns,
    rows,
    bindings: pageKeys(state.screen.name, mode).filter(({ acts }) => !(acts && readOnly)),
    onKey: (name: string) => {
      const { screen } = store.getState();
      pressKey(controller, name);
      return store.getState().screen === screen;
    },
  };

  if (columns < FEWEST_COLUMNS || rows < FEWEST_ROWS) return <TooSmall columns={columns} rows={rows} onQuit={onQuit} />;
  const { screen } = state;
  // Asked for once more, it is looked for once more.
  if (screen.name !== 'report' && screen.name !== 'help') keptReport.current = null;
  if (screen.name === 'help')
    return <HelpScreen {...page} keys={keysUnder(screen.under, mode)} warn={warn} leak={leak} readOnly={readOnly} />;
  if (screen.name === 'columns')
    return <ColumnsScreen state={state} columns={columns} rows={rows} onKey={name => pressKey(controller, name)} />;
  if (screen.name === 'events') return <EventsScreen {...page} state={state} />;
  if (screen.name === 'details') return <DetailsScreen {...page} {...props} state={state} target={screen.target} />;
  if (screen.name === 'instance')
    return <InstanceScreen {...page} {...props} state={state} instance={screen.instance} />;
  if (screen.name === 'types') return <TypesScreen {...page} target={screen.target} readTypes={effects.readTypes} />;
  if (screen.name === 'report')
    return <ReportScreen {...page} what={screen.what} target={screen.target} read={effects.report} kept={keptReport} />;
  return <Main {...props} columns={columns} rows={rows} controller={controller} onSeen={onSeen} />;
}

/** What the help explains: the keys of the page on which it was asked for. */
function keysUnder(under: Screen | undefined, mode: KeyMode): readonly KeyBinding[] {
  return under ? pageKeys(under.name, mode) : tableKeys(mode);
}

interface MainProps extends AppProps {
  controller: Controller;
  onSeen: (choices: readonly Choice[]) => void;
  columns: number;
  rows: number;
}

function Main({ store, effects, warn, leak, readOnly, controller: ofApp, onSeen, columns, rows }: MainProps) {
  const state = useSyncExternalStore(store.subscribe, store.getState);
  const headLines = rows >= SUB_HEADER_FROM_ROWS ? 2 : 1;
  const statusLines = rows >= TWO_STATUS_LINES_FROM_ROWS ? 2 : 1;
  const height = rows - headLines - 1 - statusLines - 1;
  const lines = tableRows(state);
  const selected = offeredIndex(lines, state);
  const row = lines[selected] ?? null;
  usePinnedSelection(store, row, selected);
  useVisibleProcesses(effects, state, lines.slice(Math.max(0, selected - height), selected + height));

  const controller: Controller = { ...ofApp, pageSize: () => height };
  useKeys(names => pressKeys(controller, names));
  const { dialog } = state;
  const alive = new Set(dialog && state.latest?.processes.map(processKey));
  const gone = dialog?.targetKeys.filter(key => !alive.has(key)) ?? [];
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
          histories={store.shownHistories}
          thresholds={{ warn, leak }}
        />
      ) : (
        <Nothing
          filter={state.filter}
          all={state.all}
          canDemo={effects.startDemo !== null}
          height={height + 1}
          note={state.shown.fleet ? (state.shown.notes[0] ?? words().table.noGunicornAnywhere) : null}
        />
      )}
      <StatusLines
        state={state}
        selected={row}
        leak={leak}
        killKey={keyOf('kill', keyMode(ofApp))}
        columns={columns}
        height={statusLines}
      />
      {state.editingFilter ? (
        <FilterKeys columns={columns} />
      ) : (
        <Footer bindings={tableKeys(keyMode(ofApp))} readOnly={readOnly} columns={columns} />
      )}
      {dialog && <DialogBox dialog={dialog} gone={gone} columns={columns} rows={rows} onSeen={onSeen} />}
    </Box>
  );
}

function TooSmall({ columns, rows, onQuit }: Pick<PageFrame, 'columns' | 'rows'> & Pick<AppProps, 'onQuit'>) {
  useKeys(names => {
    if (names.includes('ctrl-c')) onQuit(INTERRUPTED);
    else if (names.includes('q')) onQuit(0);
  });
  return (
    <Text wrap="truncate">{words().screen.tooSmall(`${FEWEST_COLUMNS}x${FEWEST_ROWS}`, `${columns}x${rows}`)}</Text>
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

/**
 * What a terminal makes of the old picture when its size changes is its own affair: tmux wraps the lines that have become too
 * long, others cut them or move them. Ink takes those that it would not write otherwise for still there.
 */
function useRedrawWhenResized(redraw: () => void, columns: number, rows: number): void {
  const drawn = useRef(`${columns}x${rows}`);
  useEffect(() => {
    if (drawn.current === `${columns}x${rows}`) return;
    drawn.current = `${columns}x${rows}`;
    redraw();
  }, [redraw, columns, rows]);
}

/** The selection stays with the row that it is on (see offeredIndex): rows that move must not carry it to another. */
function usePinnedSelection(store: Store, row: Row | null, index: number): void {
  const key = row && rowKey(row);
  const instance = row?.type === 'process' ? row.process.instance : row?.type === 'instance' ? row.instance.id : null;
  useEffect(() => {
    const { selected, selectedIndex: known } = store.getState();
    if (key !== null && (key !== selected || index !== known)) store.dispatch({ type: 'select', key, index, instance });
  }, [store, key, index, instance]);
}

/** CPU and memory are measured around the selection only, whatever the number of rows, unless the filter or the order needs all. */
function useVisibleProcesses(effects: Effects, state: State, near: readonly Row[]): void {
  const pids = needsCosts(state)
    ? (state.shown?.processes ?? []).map(({ pid }) => pid)
    : near.flatMap(row => (row.type === 'process' ? [row.process.pid] : []));
  const list = pids.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new list of the same pids changes nothing
  useEffect(() => effects.setVisible(pids), [effects, list]);
}
