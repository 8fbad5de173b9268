import { environmentVariable } from '../proc/environ.ts';
import { identityOf, soleUser } from '../proc/identity.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { userName } from '../proc/users.ts';
import type { GunicornOptions } from '../service/cmd-args.ts';
import { words } from '../words/words.ts';
import type { NoUnit } from './cure-unit.ts';

/** What to change, by hand, where no systemd unit of its own runs the master: lines to print, the files in diff's manner. */
export function adviseCure({ by, why }: NoUnit, masterPid: number, nofile: number, options: GunicornOptions): string[] {
  const args = Object.entries(options)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ');
  const advice = { supervisor: supervisord, docker: container, podman: container, kubernetes, hand }[by];
  return [words().cure.advice.editsNothing(why), ...advice({ by, masterPid, nofile, args })];
}

interface Wish {
  by: NoUnit['by'];
  masterPid: number;
  nofile: number;
  args: string;
}

function supervisord({ masterPid, nofile, args }: Wish): string[] {
  const said = words().cure.advice;
  const environ = tryReadProcFile(`/proc/${masterPid}/environ`) ?? '';
  const named = environmentVariable(environ, 'SUPERVISOR_PROCESS_NAME')?.raw ?? '';
  // Its own word, to be pasted into root's configuration.
  const program = /^[\w.+@-]{1,100}$/.test(named) ? named : 'NAME';
  return [
    said.supervisord,
    ' [supervisord]',
    `+minfds=${nofile}`,
    ...(args === '' ? [] : [` [program:${program}]`, `+environment=GUNICORN_CMD_ARGS="${args}"`]),
    ...(args === '' ? [] : [said.addTo]),
    said.minfds,
    said.hardLimit,
  ];
}

function container({ by, nofile, args }: Wish): string[] {
  const said = words().cure.advice;
  return [
    said.withRun(by),
    `+ --ulimit nofile=${nofile}:${nofile}${args === '' ? '' : ` -e GUNICORN_CMD_ARGS="${args}"`}`,
    said.compose,
    '+ulimits:',
    '+  nofile:',
    `+    soft: ${nofile}`,
    `+    hard: ${nofile}`,
    ...(args === '' ? [] : ['+environment:', `+  GUNICORN_CMD_ARGS: "${args}"`]),
    said.container,
  ];
}

function kubernetes({ nofile, args }: Wish): string[] {
  const said = words().cure.advice;
  return [
    said.kubernetes(nofile),
    said.crio,
    ...(args === '' ? [] : [said.podTemplate, '+env:', '+- name: GUNICORN_CMD_ARGS', `+  value: "${args}"`]),
  ];
}

function hand({ masterPid, nofile, args }: Wish): string[] {
  const said = words().cure.advice;
  const identity = identityOf(masterPid);
  const sole = identity && soleUser(identity);
  const user = sole ? userName(sole.uid) : 'USER';
  return [
    said.limitsFile,
    `+${user} soft nofile ${nofile}`,
    `+${user} hard nofile ${nofile}`,
    said.nextLogin(user),
    said.loginAnew(masterPid, nofile),
    ...(args === '' ? [] : [said.startWith(args)]),
    said.better,
  ];
}
