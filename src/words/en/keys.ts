/** By their commands: `label` is the word in the footer, `help` the sentence of the help page. */
export const tableKeys = () => ({
  kill: { label: 'kill', help: 'replace the selected worker: asks first, then watches it go and its successor come' },
  recycle: {
    help: 'replace the tagged workers, or all that leak, one at a time, each only when the last one serves',
  },
  restart: {
    label: 'restart',
    help: 'restart the service of the selected process, or reload it where no manager owns it',
  },
  reload: {
    help: 'reload it: new workers for old, one generation after the other; the master and its limits stay',
  },
  types: { label: 'types', help: 'what the open files of the selected process are' },
  origin: { label: 'origin', help: 'where in its Python source the open files come from' },
  diagnose: { label: 'diagnosis', help: 'the whole diagnosis on one page, to paste into a chat' },
  tag: { help: 'tag the selected worker for K' },
  untag: { help: 'untag all' },
  filter: {
    label: 'filter',
    help: 'show only rows with these words, or for which this holds: fds>1000 and not role=master',
  },
  help: { label: 'help', help: 'this page' },
  quit: { label: 'quit', help: 'leave fdtop' },
  details: {
    label: 'details',
    help: 'all about the selected process, or, on a heading, about its instance: history, types, limits, events',
  },
  events: {
    label: 'events',
    help: 'what happened since fdtop started: workers that came and went, thresholds crossed, actions',
  },
  limit: { label: 'limit', help: 'raise the live limit of the service' },
  cure: { label: 'cure', help: 'the permanent fix of the unit, shown as a diff' },
  pause: { label: 'pause', help: 'stop the screen, and go on; fdtop keeps counting' },
  'sort-left': { label: 'sort', help: 'sort by the column to the left' },
  'sort-right': { help: 'sort by the column to the right' },
  invert: { label: 'invert', help: 'sort the other way round' },
  all: { label: 'all', help: 'every process, or Gunicorn only' },
  group: { label: 'group', help: 'group by instance, one flat list, or a tree of parents and children' },
  columns: { label: 'columns', help: 'choose the columns and their order' },
  slower: { help: 'refresh less often' },
  faster: { help: 'refresh more often' },
  up: { help: 'select the row above' },
  down: { help: 'select the row below' },
  'page-up': { help: 'one page up' },
  'page-down': { help: 'one page down' },
  first: { help: 'first row' },
  last: { help: 'last row' },
  back: { help: 'clear the filter or the last message' },
  interrupt: { help: 'leave fdtop, with exit code 130' },
  suspend: { help: 'stop fdtop and return to the shell; fg goes on' },
  redraw: { help: 'draw the screen again, when something else has written over it' },
});

export const replayKeys = () => ({
  next: { label: 'next', help: 'one snapshot on, and stop there' },
  'next-alert': { label: 'alert', help: 'on to where the next process leaks, and stop there' },
});

export const pageKeys = () => ({
  back: { label: 'back', help: 'back to where it was opened' },
  quit: { label: 'quit', help: 'leave fdtop' },
  up: { help: 'scroll up' },
  down: { help: 'scroll down' },
  'page-up': { help: 'one page up' },
  'page-down': { help: 'one page down' },
  first: { help: 'to the top' },
  last: { help: 'to the end' },
  interrupt: { help: 'leave fdtop, with exit code 130' },
  suspend: { help: 'stop fdtop and return to the shell' },
  redraw: { help: 'draw the screen again' },
  help: { label: 'help', help: 'the keys of this page' },
});

export const chartKeys = () => ({
  range: { label: 'range', help: 'the last minute, the last 10 minutes, or the last hour' },
  zoom: { label: 'zoom', help: 'the counts as large as they can be drawn, or from 0 to the next threshold' },
});

/** Of the screen on which columns are chosen. */
export const columnKeys = () => ({
  toggle: { label: 'on/off', help: 'show the column, or take it off' },
  left: { label: 'to the left', help: 'move the column to the left' },
  right: { label: 'to the right', help: 'move the column to the right' },
  save: { label: 'save', help: 'write the choice into config.toml' },
  default: { label: 'default', help: 'as fdtop shows them by itself' },
  back: { label: 'back', help: 'back to the table' },
  quit: { label: 'quit', help: 'leave fdtop' },
  up: { help: 'the column before' },
  down: { help: 'the column behind' },
  first: { help: 'the first column' },
  last: { help: 'the last column' },
});

/** What stands on the keys. Those that are not here are called by their names. */
export const keyTitles = () => ({
  space: 'Space',
  enter: 'Enter',
  pageUp: 'PgUp',
  pageDown: 'PgDn',
  home: 'Home',
  end: 'End',
});
