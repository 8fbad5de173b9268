/** Unit files for a sandbox beside its gunicorn.service, which runs `holder:app` in /srv/app. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { register } from '../support/cleanup.ts';

const gunicorn = (name: string) => `/usr/bin/gunicorn --chdir /srv/app -w 1 -b unix:/run/${name}.sock holder:app`;

/** One for each shape of unit that fdtop tells apart. */
export const UNITS = {
  'gunicorn@.service': `[Service]
Type=notify
ExecStart=${gunicorn('%p-%i')}
ExecReload=/bin/kill -s HUP $MAINPID
KillMode=mixed
`,
  // Its main process is a shell that waits for the master: what ExecReload does would end it.
  'wrapped.service': `[Service]
ExecStart=/bin/sh -c '${gunicorn('wrapped')}; true'
ExecReload=/bin/kill -s HUP $MAINPID
`,
};

/** A folder with files of these names and texts, gone after the tests. */
export function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'fdtop-units-'));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  register({ stop: async () => remove(), stopNow: remove });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}
