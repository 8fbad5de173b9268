import { findProgram } from '../platform/find-program.ts';
import { processCalls } from '../platform/process-calls.ts';
import { isSystemdRunning } from '../service/systemd.ts';
import { type Fact, off, ok } from './fact.ts';

/** What fdtop runs, and what it cannot do without. */
const PROGRAMS = {
  systemctl: 'units are neither restarted, reloaded nor cured',
  journalctl: 'what a unit has logged last is not shown',
  supervisorctl: 'programs of supervisord are not restarted',
  docker: 'docker containers are not restarted',
  podman: 'podman containers are not restarted',
  gunicorn: 'fdtop demo --gunicorn has none to start; plain fdtop demo has its own',
};

/** The programs of others that actions go through: whether PATH has them. */
export function programFacts(): Fact[] {
  const programs = Object.entries(PROGRAMS).map(([name, without]) => programFact(name, without));
  return [sudoFact(), systemdFact(), ...programs, prlimitFact()];
}

function sudoFact(): Fact {
  if (process.geteuid?.() === 0) return ok('programs.sudo', 'sudo', 'not needed');
  return programFact('sudo', 'what you may not do yourself is not offered again: log in as root');
}

function systemdFact(): Fact {
  const id = 'programs.systemd';
  return isSystemdRunning()
    ? ok(id, 'systemd', 'runs this machine')
    : off(
        id,
        'systemd',
        'does not run',
        'no service here is a unit: r restarts through supervisord or docker, else reloads',
      );
}

/** Its system call is made without it where that can be. */
function prlimitFact(): Fact {
  if ('calls' in processCalls()) return ok('programs.prlimit', 'prlimit', 'not needed');
  return programFact('prlimit', 'no live limit is raised (l, fdtop limit): install util-linux');
}

/** Not where it lies: that may be in somebody's home. */
function programFact(name: string, without: string): Fact {
  const id = `programs.${name}`;
  return findProgram(name) ? ok(id, name, 'there') : off(id, name, 'not found', without);
}
