import { formatCount } from '../../model/format.ts';

/** The permanent fix. A line of advice that begins with + or a space is of a file. */
export const cure = () => ({
  nothing: (why: string) => `nothing to do: ${why}`,
  onlyAdvice: 'fdtop cannot do it: its advice is for you to follow',
  commandFailed: (command: string, why: string) => `${command} failed: ${why}`,
  failedBack: (command: string, why: string, back: string) => `${command} failed: ${why}; ${back}`,
  run: (text: string, command: string) => `${text}; run: ${command}`,
  changedMeanwhile: (file: string) => `${file} was changed meanwhile; nothing was done, look again`,
  readOnly: (file: string, isRemoval: boolean) =>
    `cannot ${isRemoval ? 'remove' : 'write'} ${file}: it lies on a read-only file system; nothing was changed`,
  cannot: (file: string, isRemoval: boolean, why: string) =>
    `cannot ${isRemoval ? 'remove' : 'write'} ${file}: ${why}; nothing was changed`,
  permission: 'permission denied',
  takenBack: (file: string) => `${file} was taken back`,
  asBefore: (file: string) => `${file} is again as it was`,
  notTakenBack: (file: string, why: string) => `and ${file} could not be taken back: ${why}`,
  stillReads: (file: string) => `systemd still reads ${file}`,
  doesNotRead: (file: string) => `systemd does not read ${file}`,
  otherLimit: (limit: string, unit: string, wanted: number) =>
    `systemd has LimitNOFILE=${limit} for ${unit} all the same, not ${wanted}`,
  otherArguments: (has: string, unit: string, wanted: string) =>
    `systemd has GUNICORN_CMD_ARGS=${has} for ${unit}, not ${wanted}`,
  takenAway: (file: string, unit: string) => `${file} taken away, ${unit} configured as before`,
  written: (file: string, settings: readonly string[], unit: string) =>
    `${file} written: ${settings.join(' and ')} for ${unit}`,
  nextStart: ', from its next start on',
  itsLimit: (limit: number | null) => `its limit of ${formatCount(limit)}`,
  itsOptions: 'its options',
  untilRestart: (kept: readonly string[], unit: string) =>
    `; the running service keeps ${kept.join(' and ')} until it is restarted (fdtop restart ${unit})`,

  noGunicorn: (name: string, option: string) => `${name} is no Gunicorn: it has no --${option}`,
  saysSo: (file: string) => `${file} says so already`,
  moreRoom: 'A higher limit gives a leak more room, it does not end it: --max-requests N has Gunicorn replace workers.',
  overNrOpen: (n: number, most: number) =>
    `${formatCount(n)} is more than fs.nr_open allows a process: ${formatCount(most)} is set.`,
  hasLimit: (unit: string, limit: number | null) => `${unit} has LimitNOFILE=${formatCount(limit)} already`,
  enough: (least: number) => `, not less than ${formatCount(least)} (--nofile N sets another)`,
  notLive: (master: number, live: number, why: string) =>
    `; but master ${master} lives under ${formatCount(live)}: ${why}`,
  restartDoes: 'a restart (fdtop restart) puts it in force',
  clipped:
    'that is the hard limit of the systemd that starts it, which clips silently: raise that first, for the machine or container',
  limitChanges: (unit: string, before: number | null, after: number, isLower: boolean) =>
    `${isLower ? 'This lowers the limit of open files' : 'Limit of open files'} of ${unit}: ${formatCount(before)} → ${formatCount(after)}, from its next start on.`,
  select: (most: number) => `Code that uses select() breaks on fd numbers over ${most}.`,
  template: (template: string) => `It holds for this instance of ${template} alone; in ${template}.d for all of them.`,
  isStale: 'Its files have changed since systemd read them: the daemon-reload puts those changes in force, too.',
  staysAsItIs: (file: string) => `${file} stays as it is.`,
  edited: 'was changed by hand since fdtop wrote it',
  foreign: 'was not written by fdtop',
  leftAlone: (file: string, why: string) =>
    `${file} ${why}: fdtop leaves it alone; move it away, or edit it yourself and run systemctl daemon-reload`,
  later: (file: string, line: string, ours: string) =>
    `${file} says ${line}, and is read after ${ours}: it would win; edit or remove that line (systemctl edit shows it), then run this again`,

  unset: (name: string, typed: string) =>
    `its unit has UnsetEnvironment=${name}: take that out, or put ${typed} into ExecStart`,
  badCharacters: (name: string) => `its ${name} holds characters that no unit file can: mend that first`,
  openQuote: (name: string, base: string) => `a quote is not closed in its ${name}, ${base}: mend that first`,
  kept: (name: string, base: string) => `${name} had ${base}: kept, and added to.`,
  wrapper: (name: string) => `Its unit does not set ${name}, but the master has it: a wrapper that exports it wins.`,
  beats: 'an EnvironmentFile= beats the Environment= of a drop-in',
  manyFiles: (files: string, beats: string, name: string, typed: string) =>
    `its unit reads the files ${files}, and ${beats}: look whether one sets ${name}, and put ${typed} there`,
  noPlainFile: (file: string, beats: string, name: string) =>
    `${file} is no plain file, and ${beats}: whether it sets ${name} is not known`,
  unreadable: (file: string, beats: string, name: string) =>
    `${file} cannot be read, and ${beats}: whether it sets ${name} is not known; run fdtop cure with sudo`,
  fileSets: (file: string, name: string, beats: string, typed: string) =>
    `${file} sets ${name}, and ${beats}: put ${typed} into that line, and restart it (fdtop restart)`,
  onCommandLine: (option: string) => `${option} is on its command line already.`,
  commandLineBeats: (option: string, has: string, name: string, fragment: string | null) =>
    `its command line has --${option} ${has}, which beats ${name}: no drop-in can change it; edit the ExecStart of ${fragment ?? 'its unit'} (or what it starts), or leave out --${option}`,

  butText: (what: string, text: string) => `${what}; but ${text}`,
  masterGone: (master: number) => `master ${master} is gone meanwhile, and nothing was restarted: look again`,
  notRestarted: (why: string) => `it was not restarted: ${why}`,
  looking: 'looking whether the app on disk loads',
  notLoading: (words: string, unit: string) =>
    `it was not restarted: the app on disk does not load (${words}); fdtop restart ${unit} --no-preflight does it all the same`,
  otherStarter: 'what starts it sets another limit',
  shortfall: (pid: number, live: number | null, wanted: number, why: string) =>
    `main process ${pid} lives under ${formatCount(live)}, not ${formatCount(wanted)}: ${why}`,
  argumentsLost: (pid: number, has: string) =>
    `main process ${pid} has GUNICORN_CMD_ARGS=${has}: what starts it sets it anew`,
  wroteNothing: (why: string) => `${why}: cure has written nothing for it`,
  isLink: (path: string) => `${path} is a symbolic link: fdtop writes through none`,
  noFolder: (path: string) => `${path} is no folder`,
  isNoFile: (path: string) => `${path} is no plain file`,
  noFile: (file: string) => `there is no ${file}`,
  folderGoes: (folder: string) => `${folder} goes too, if nothing else is in it.`,
  asBeforeCure: (unit: string) => `${unit} is then as it was before fdtop cure, from its next start on.`,
  ofUser: (unit: string | null, user: string, command: string) =>
    `${unit} is a unit of ${user}'s own systemd, in that user's home; run: ${command}`,
  runsAs: (manager: string, unit: string) => `${manager} runs it as ${unit}`,

  advice: {
    editsNothing: (why: string) => `${why}: fdtop edits no configuration but that of systemd.`,
    supervisord: 'In the configuration of supervisord:',
    addTo: 'An environment= that is there already is added to, after a comma.',
    minfds: 'supervisord reads minfds only when it starts: restart supervisord itself, not only the program.',
    hardLimit:
      'It does not start when its own hard limit is lower and it is not root: its unit needs LimitNOFILE=, too.',
    withRun: (program: string) => `With ${program} run:`,
    compose: 'or in compose.yaml, under the service:',
    container: 'A container keeps the limits that it was made with: make it anew, a restart is not enough.',
    kubernetes: (limit: number) =>
      `Kubernetes has no field for it: the node's container runtime sets the limit (LimitNOFILE=${limit} of containerd.service,`,
    crio: 'or of crio.service, on every node); up to the hard limit, "ulimit -n" in the entrypoint of the image does.',
    podTemplate: 'In the container of the pod template:',
    limitsFile: 'Write /etc/security/limits.d/90-fdtop.conf:',
    nextLogin: (user: string) =>
      `It applies at the next login of ${user} (pam_limits), never to what runs already, and never to a systemd unit:`,
    loginAnew: (pid: number, limit: number) =>
      `log in anew, and start it again from there. For now: fdtop limit ${pid} ${limit}.`,
    startWith: (args: string) => `Start it with ${args}, or with GUNICORN_CMD_ARGS="${args}" in its environment.`,
    better: 'A systemd unit for it would be the better cure: then fdtop cure does the rest.',
  },
});
