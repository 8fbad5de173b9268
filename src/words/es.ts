import { kills, limits, recycling, restarts, signals } from './es/actions.ts';
import { columns } from './es/columns.ts';
import { commands } from './es/commands.ts';
import { configErrors } from './es/config-errors.ts';
import { cure } from './es/cure.ts';
import { demo } from './es/demo.ts';
import { appCheck, cureDialog, dialogs, killDialog, limitDialog, recycleDialog, restartDialog } from './es/dialogs.ts';
import { events } from './es/events.ts';
import { evidence, fallbacks } from './es/evidence.ts';
import { files } from './es/files.ts';
import { filter } from './es/filter.ts';
import { fleet } from './es/fleet.ts';
import { chartKeys, columnKeys, keyTitles, pageKeys, replayKeys, tableKeys } from './es/keys.ts';
import { numbers } from './es/numbers.ts';
import { options } from './es/options.ts';
import { chooser, details, help, pages, reportPages, service, types } from './es/pages.ts';
import { paths } from './es/paths.ts';
import { recordings } from './es/recordings.ts';
import { diagnosis, originErrors, origins, snapshotReport, steps, typesErrors, typesReport } from './es/reports.ts';
import { looks, meaning, screen, table } from './es/screen.ts';
import { checks, services } from './es/services.ts';
import { commandUsage, usage } from './es/usage.ts';
import { verdicts } from './es/verdicts.ts';
import type { Words } from './words.ts';

/** Spanish. */
export const es: Words = {
  ...{ numbers, screen, table, meaning, columns, filter, events, fleet },
  ...{ tableKeys, replayKeys, pageKeys, chartKeys, columnKeys, keyTitles },
  ...{ dialogs, killDialog, recycleDialog, restartDialog, limitDialog, cureDialog, appCheck },
  ...{ pages, details, service, types, reportPages, chooser, help },
  ...{ evidence, fallbacks, verdicts },
  ...{ snapshotReport, typesReport, typesErrors, diagnosis, steps, origins, originErrors },
  ...{ signals, kills, recycling, restarts, limits, services, checks, cure, commands, looks, options },
  ...{ usage, commandUsage, configErrors, recordings, files, paths, demo },
};
