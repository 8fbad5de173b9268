import { environmentVariable } from '../proc/environ.ts';
import { parseEffectiveUid } from '../proc/status.ts';
import { tryReadProcFile } from '../proc/tree.ts';
import { userName } from '../proc/users.ts';
import type { GunicornOptions } from '../service/cmd-args.ts';
import type { NoUnit } from './cure-unit.ts';

/** What to change, by hand, where no systemd unit of its own runs the master: lines to print, the files in diff's manner. */
export function adviseCure({ by, why }: NoUnit, masterPid: number, nofile: number, options: GunicornOptions): string[] {
  const args = Object.entries(options)
    .map(([name, value]) => `--${name} ${value}`)
    .join(' ');
  const advice = { supervisor: supervisord, docker: container, podman: container, kubernetes, hand }[by];
  return [`${why}: fdtop edits no configuration but that of systemd.`, ...advice({ by, masterPid, nofile, args })];
}

interface Wish {
  by: NoUnit['by'];
  masterPid: number;
  nofile: number;
  args: string;
}

function supervisord({ masterPid, nofile, args }: Wish): string[] {
  const environ = tryReadProcFile(`/proc/${masterPid}/environ`) ?? '';
  const program = environmentVariable(environ, 'SUPERVISOR_PROCESS_NAME') ?? 'NAME';
  return [
    'In the configuration of supervisord:',
    ' [supervisord]',
    `+minfds=${nofile}`,
    ...(args === '' ? [] : [` [program:${program}]`, `+environment=GUNICORN_CMD_ARGS="${args}"`]),
    ...(args === '' ? [] : ['An environment= that is there already is added to, after a comma.']),
    'supervisord reads minfds only when it starts: restart supervisord itself, not only the program.',
    'It does not start when its own hard limit is lower and it is not root: its unit needs LimitNOFILE=, too.',
  ];
}

function container({ by, nofile, args }: Wish): string[] {
  return [
    `With ${by} run:`,
    `+ --ulimit nofile=${nofile}:${nofile}${args === '' ? '' : ` -e GUNICORN_CMD_ARGS="${args}"`}`,
    'or in compose.yaml, under the service:',
    '+ulimits:',
    '+  nofile:',
    `+    soft: ${nofile}`,
    `+    hard: ${nofile}`,
    ...(args === '' ? [] : ['+environment:', `+  GUNICORN_CMD_ARGS: "${args}"`]),
    'A container keeps the limits that it was made with: make it anew, a restart is not enough.',
  ];
}

function kubernetes({ nofile, args }: Wish): string[] {
  return [
    `Kubernetes has no field for it: the node's container runtime sets the limit (LimitNOFILE=${nofile} of containerd.service,`,
    'or of crio.service, on every node); up to the hard limit, "ulimit -n" in the entrypoint of the image does.',
    ...(args === ''
      ? []
      : ['In the container of the pod template:', '+env:', '+- name: GUNICORN_CMD_ARGS', `+  value: "${args}"`]),
  ];
}

function hand({ masterPid, nofile, args }: Wish): string[] {
  const uid = parseEffectiveUid(tryReadProcFile(`/proc/${masterPid}/status`) ?? '');
  const user = uid === null ? 'USER' : userName(uid);
  return [
    'Write /etc/security/limits.d/90-fdtop.conf:',
    `+${user} soft nofile ${nofile}`,
    `+${user} hard nofile ${nofile}`,
    `It applies at the next login of ${user} (pam_limits), never to what runs already, and never to a systemd unit:`,
    `log in anew, and start it again from there. For now: fdtop limit ${masterPid} ${nofile}.`,
    ...(args === '' ? [] : [`Start it with ${args}, or with GUNICORN_CMD_ARGS="${args}" in its environment.`]),
    'A systemd unit for it would be the better cure: then fdtop cure does the rest.',
  ];
}
