/** A program that fdtop starts: what SECURITY.md's table tells of it. */
export interface Program {
  /** What fdtop wants of it. */
  does: string;
  /** Where it comes from: whose word its path is. */
  from: string;
  /** As which user it runs. */
  as: string;
  /** On which condition. */
  when: string;
  /** It may be started as another user. */
  asAnother?: true;
}

/** As SECURITY.md explains it: find-program.ts. */
const SYSTEM = 'a trusted place';
const OWN = "fdtop's own";

/**
 * Every program that fdtop starts; run-program.ts starts no other. `npm run readme` makes SECURITY.md's table of it, and a
 * test holds it against the code.
 */
export const PROGRAMS = {
  systemctl: {
    does: 'shows, restarts and reloads a unit',
    from: SYSTEM,
    as: OWN,
    when: 'the cgroup of a master names a unit, and it is asked about (Enter, `d`, `r`, `R`, `c`, their commands)',
  },
  journalctl: {
    does: 'shows the last lines of a unit',
    from: SYSTEM,
    as: OWN,
    when: 'a restart or reload of that unit was not done or did not serve',
  },
  docker: {
    does: 'inspects, restarts and logs a container, and checks an app in it',
    from: SYSTEM,
    as: `${OWN}; what it executes in a container runs as the user of the workers there`,
    when: "a master's cgroup names a container, outside of any user's slice, whose main process docker says is the master or above it",
  },
  podman: {
    does: 'the same',
    from: SYSTEM,
    as: `${OWN}; in a container as for docker`,
    when: 'the same, or a rootless container of the user who runs fdtop',
  },
  supervisorctl: {
    does: 'shows, restarts and signals a program of supervisord',
    from: `beside supervisord when all that leads there and its configuration are root's (or of the user who runs fdtop), else ${SYSTEM}`,
    as: `${OWN} for a supervisord of the same user; for another's, by root, as that user, with no more rights`,
    when: 'a parent of the master executes a Python, calls itself supervisord and has four equal uids; of another user only to act, never to look',
    asAnother: true,
  },
  prlimit: {
    does: 'sets the limit of open files of a process; gives the check of an app the limits of its worker',
    from: SYSTEM,
    as: OWN,
    when: '`l` or `fdtop limit` was confirmed, and Node has no node:ffi; before a check as another user',
  },
  setpriv: {
    does: "becomes the user of a service, for good, before anything of that user's is executed",
    from: SYSTEM,
    as: OWN,
    when: 'before each program that runs as another user',
  },
  sudo: {
    does: 'runs fdtop again as root, on the terminal',
    from: SYSTEM,
    as: OWN,
    when: 'an action was denied, and its offer was accepted',
  },
  check: {
    does: "loads the app of a Gunicorn: its own Python with gunicorn's --check-config",
    from: 'the master itself: its word',
    as: "the user of its workers; as root only where master and worker are root's in all four uids, and so is all that leads to the program",
    when: 'by itself where the master is the main process of a unit of the system, in a container, or of the user who runs fdtop; else when it is asked for (`c` in the question, `--preflight`); never to look, never in a dry run',
    asAnother: true,
  },
  channel: {
    does: 'delivers an alert of `fdtop watch`',
    from: 'the config file, by its full path; for root the file must be root’s all the way',
    as: OWN,
    when: 'an event has a level that the channel takes',
  },
  gunicorn: {
    does: 'serves the demo',
    from: SYSTEM,
    as: OWN,
    when: '`fdtop demo --gunicorn`',
  },
  fdtop: {
    does: 'itself: the processes of the demo, and those that read for it what may never answer',
    from: 'where this fdtop lies',
    as: OWN,
    when: 'the demo, `o`, `d`, and each look at a file of a service',
  },
} as const satisfies Record<string, Program>;

export type ProgramName = keyof typeof PROGRAMS;

/** Whether this program may be started as another user. */
export function mayBecomeAnother(name: ProgramName): boolean {
  return (PROGRAMS[name] as Program).asAnother === true;
}
