/** Texts of mallory's in every place that fdtop shows. */

import { type Fake, UID } from '../mallory.ts';
import * as marks from '../marks.ts';
import type { Trick } from '../trick.ts';

const trick = (name: string, options: Fake): Trick => ({ name, start: mallory => mallory.fake('texts', options) });
const titled = (name: string, text: string): Trick => trick(name, { title: `gunicorn: master [${text}]` });

const { NASTY, LONG } = marks;
/** A name of at most 255 bytes. */
const NAME = NASTY.slice(0, 250);
const SOURCE = `"""${NASTY.replaceAll('\0', '')}"""
import os
import canary
canary.sing('app')
held = []
def serve(count):
    for _ in range(count):
        held.append(open(os.devnull))  # ${NASTY.replace(/[\r\n]/g, '')}
`;

export const TEXTS: readonly Trick[] = [
  titled('escape sequences as the title', marks.ESCAPES + marks.C1),
  titled('line ends as the title', marks.LINES),
  titled('quotes and commands as the title', marks.QUOTES),
  titled('RTL marks as the title', marks.BIDI),
  titled('invalid UTF-8 as the title', marks.INVALID),
  titled('formats as the title', marks.FORMATS),
  titled('a leading dash as the name', marks.DASHES),
  titled("lines that look like fdtop's as the title", marks.LOGS),
  trick('100 kB as the title', { argvBytes: 120_000, argvText: `gunicorn: master [${LONG}]\0` }),
  trick('100 kB as the name', { args: ['--name', LONG, 'app:app'] }),
  trick('all of it in the arguments', {
    args: ['--name', NASTY, '--graceful-timeout', NASTY, `app:${NASTY}`, NASTY, LONG],
  }),
  trick('all of it in the environment', {
    env: {
      SUPERVISOR_ENABLED: '1',
      SUPERVISOR_PROCESS_NAME: NASTY,
      SUPERVISOR_GROUP_NAME: NASTY,
      GUNICORN_CMD_ARGS: `--graceful-timeout 5 --name ${NASTY}`,
      PWD: `/${NASTY}`,
      INVOCATION_ID: NASTY,
      [`X${NASTY.replaceAll('=', '')}`]: LONG,
    },
  }),
  trick('all of it as cwd, and as the path of the config', {
    cwd: NAME,
    args: ['-c', `${NAME}.py`.slice(-250), 'app:app'],
    texts: { [`${NAME}/${`${NAME}.py`.slice(-250)}`]: `bind = '${marks.COMMAND}'\ngraceful_timeout = 7\n` },
  }),
  trick('all of it as the names of open files', { names: [NAME, `x${marks.QUOTES.slice(0, 200)}`, 'L'.repeat(255)] }),
  trick('all of it as the names of sockets', {
    sockets: [NASTY.slice(0, 60), `\0${NASTY.slice(0, 100)}`, `\0trace-1.sock`, `\0/${NASTY.slice(50, 140)}`],
  }),
  trick('all of it as the name of the process', { comm: NASTY.slice(0, 15), script: 'serve.py' }),
  trick('all of it in lines of the source', {
    module: 'noted',
    files: 200,
    texts: { 'noted.py': `# -*- coding: latin-1 -*-\n${SOURCE}` },
  }),
  trick("all of it in the path of supervisord's config", {
    texts: { 'bin/supervisord': '#!/usr/bin/python3\nimport subprocess, sys\nsubprocess.run(sys.argv[-1].split())\n' },
    wrapper: {
      program: '/usr/bin/python3',
      argv: ['/usr/bin/python3', 'FOLDER/bin/supervisord', '-c', `FOLDER/${NASTY}`, 'SCRIPT'],
    },
  }),
  trick('all of it in what the check says', { says: `${NASTY}\n`.repeat(100), checkExit: 3 }),
  trick('a backslash in the name of his unit', {
    cgroup: `user.slice/user-${UID}.slice/user@${UID}.service/app.slice/a\\x2db.service`,
  }),
];
