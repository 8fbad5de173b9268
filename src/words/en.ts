import { kills, limits, recycling, restarts, signals } from './en/actions.ts';
import { columns } from './en/columns.ts';
import { commands } from './en/commands.ts';
import { configErrors } from './en/config-errors.ts';
import { cure } from './en/cure.ts';
import { demo } from './en/demo.ts';
import { appCheck, cureDialog, dialogs, killDialog, limitDialog, recycleDialog, restartDialog } from './en/dialogs.ts';
import { events } from './en/events.ts';
import { evidence, fallbacks } from './en/evidence.ts';
import { files } from './en/files.ts';
import { filter } from './en/filter.ts';
import { fleet } from './en/fleet.ts';
import { chartKeys, columnKeys, keyTitles, pageKeys, replayKeys, tableKeys } from './en/keys.ts';
import { numbers } from './en/numbers.ts';
import { options } from './en/options.ts';
import { chooser, details, help, pages, reportPages, service, types } from './en/pages.ts';
import { paths } from './en/paths.ts';
import { recordings } from './en/recordings.ts';
import { diagnosis, originErrors, origins, snapshotReport, steps, typesErrors, typesReport } from './en/reports.ts';
import { looks, meaning, screen, table } from './en/screen.ts';
import { checks, services } from './en/services.ts';
import { commandUsage, usage } from './en/usage.ts';
import { verdicts } from './en/verdicts.ts';

type Sections = Readonly<Record<string, () => object>>;

/** Each section is made when it is first asked for: a short command asks for few of them, or none. */
function lazily<S extends Sections>(sections: S): { readonly [Name in keyof S]: ReturnType<S[Name]> } {
  const catalogue = {};
  for (const [name, make] of Object.entries(sections)) {
    let made: object | undefined;
    const get = () => {
      made ??= make();
      return made;
    };
    Object.defineProperty(catalogue, name, { enumerable: true, get });
  }
  return catalogue as ReturnType<typeof lazily<S>>;
}

/** English. Its form is that of every catalogue: see Words. */
export const en = lazily({
  ...{ numbers: () => numbers, screen, table, meaning, columns, filter, events, fleet },
  ...{ tableKeys, replayKeys, pageKeys, chartKeys, columnKeys, keyTitles },
  ...{ dialogs, killDialog, recycleDialog, restartDialog, limitDialog, cureDialog, appCheck },
  ...{ pages, details, service, types, reportPages, chooser, help },
  ...{ evidence, fallbacks, verdicts },
  ...{ snapshotReport, typesReport, typesErrors, diagnosis, steps, origins, originErrors },
  ...{ signals, kills, recycling, restarts, limits, services, checks, cure, commands, looks, options },
  ...{ usage, commandUsage, configErrors, recordings, files, paths, demo },
});
