import { type Foreign, foreign } from '../model/foreign.ts';

/** Options of Gunicorn (gunicorn/config.py) that stand alone; every other option takes a value. */
const SWITCHES = new Set([
  '-h',
  '--help',
  '-v',
  '--version',
  '-D',
  '--daemon',
  '-R',
  '--enable-stdio-inheritance',
  '--reload',
  '--spew',
  '--check-config',
  '--print-config',
  '--preload',
  '--no-sendfile',
  '--reuse-port',
  '--initgroups',
  '--disable-redirect-access-to-syslog',
  '--capture-output',
  '--log-syslog',
  '--suppress-ragged-eofs',
  '--enable-backlog-metric',
  '--do-handshake-on-connect',
  '--proxy-protocol',
  '--permit-obsolete-folding',
  '--permit-unconventional-http-method',
  '--permit-unconventional-http-version',
  '--casefold-http-method',
  '--strip-header-spaces',
  '--tolerate-dangerous-framing',
  '--no-control-socket',
]);

/**
 * What Gunicorn calls itself, from its arguments: `--name` before the application. Null when neither is among them
 * (both may stand in a config file).
 */
export function applicationName(args: readonly Foreign[]): Foreign | null {
  let application: Foreign | null = null;
  for (let index = 0; index < args.length; index += 1) {
    const { raw: arg } = args[index]!;
    const named = /^(?:--name=|-n(?=.))(.*)$/s.exec(arg);
    if (named) return foreign(named[1]!);
    if (arg === '-n' || arg === '--name') return args[index + 1] ?? null;
    if (arg === '--') return args[index + 1] ?? application;
    if (!arg.startsWith('-')) application ??= args[index]!;
    else if (takesNextArgument(arg)) index += 1;
  }
  return application;
}

/** `--bind=X` and `-bX` carry their value; `--bind X` and `-b X` take the next argument. */
export function takesNextArgument(option: string): boolean {
  if (SWITCHES.has(option) || option.includes('=')) return false;
  return option.startsWith('--') || option.length === 2;
}
