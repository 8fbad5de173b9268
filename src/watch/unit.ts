import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';

export interface UnitOptions {
  /** Full paths of what runs fdtop: of a Node and fdtop.js, or of the executable alone. */
  program: readonly string[];
  /** The words after `fdtop watch`. */
  words: readonly string[];
  act: Config['act'];
  /** Why what it runs is not root's alone, a sentence each. */
  warnings?: readonly string[];
}

/** To look at processes of other users: PTRACE for their links and, before Linux 6.2, their fds; READ_SEARCH for the folders. */
const LOOKS = ['CAP_SYS_PTRACE', 'CAP_DAC_READ_SEARCH'];
/** The guard signals them, and loads their app on trial as the user that they run as. */
const ACTS = ['CAP_KILL', 'CAP_SETUID', 'CAP_SETGID'];

/**
 * A systemd unit that runs `fdtop watch`, with no more rights than it needs: without the guard not even root's, but a user made
 * for it with two capabilities. See systemd.exec(5); `systemd-analyze security` rates it.
 */
export function unitText({ program, words, act, warnings = [] }: UnitOptions): string {
  const capabilities = [...LOOKS, ...(act === null ? [] : ACTS)].join(' ');
  const isInHome = program.some(path => /^\/(home|root|run\/user)\//.test(path));
  const isInTmp = program.some(path => /^\/(var\/)?tmp\//.test(path));
  const unsafe = warnings.map(why => `# NOT SAFE YET: ${why}. Whoever that is chooses what this unit does.\n`).join('');
  return `# Made by: fdtop watch --print-unit
${unsafe}# Save it as /etc/systemd/system/fdtop-watch.service, then: systemctl daemon-reload && systemctl enable --now fdtop-watch
[Unit]
Description=fdtop: alerts on leaking file descriptors
Documentation=man:proc(5)
After=network.target

[Service]
Type=exec
ExecStart=${[...program, 'watch', ...words].map(quoteWord).join(' ')}
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=5
# 2: the config or the command line is wrong; that does not get better by itself.
RestartPreventExitStatus=2
# A reload before it listens ends it, and systemd takes that for a wish.
RestartForceExitStatus=SIGHUP
TimeoutStopSec=${act === null ? 10 : 90}
StateDirectory=fdtop
StateDirectoryMode=0750
${act === null ? `DynamicUser=yes\nAmbientCapabilities=${capabilities}` : 'LogsDirectory=fdtop\nLogsDirectoryMode=0750'}
CapabilityBoundingSet=${capabilities}
NoNewPrivileges=yes
UMask=0077
# What all of it may take: a leak of its own must not become the machine's.
MemoryMax=300M
TasksMax=128
LimitNOFILE=4096
ProtectSystem=strict
ProtectHome=${isInHome ? 'read-only' : 'yes'}
PrivateTmp=${isInTmp ? 'no' : 'yes'}
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
# Other users' processes are what it looks at.
ProtectProc=default
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
RemoveIPC=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
${act === null ? 'SystemCallFilter=~@privileged @resources\n' : ''}SystemCallErrorNumber=EPERM
# Not MemoryDenyWriteExecute: Node compiles at run time.

[Install]
WantedBy=multi-user.target
`;
}

/** Options whose value is a path. A unit runs in /, whatever folder it was typed in. */
const PATHS = ['--config', '--proc-root'];

/** The words that make `fdtop watch` do the same again, from anywhere. */
export function wordsOf(argv: readonly string[], folder = process.cwd()): string[] {
  const words = argv.filter(word => word !== '--print-unit');
  words.splice(words.indexOf('watch'), 1);
  return words.map((word, index) => {
    if (PATHS.includes(words[index - 1] ?? '')) return resolve(folder, word);
    const [option, ...value] = word.split('=');
    return PATHS.includes(option!) && value.length > 0 ? `${option}=${resolve(folder, value.join('='))}` : word;
  });
}

/** What a terminal would obey, or not show: byte by byte, `\x1b`. */
function inBytes(text: string): string {
  return [...Buffer.from(text)].map(byte => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
}

/** One word of ExecStart=: C escapes in double quotes, `%` and `$` doubled. systemd.service(5), "Command lines". */
function quoteWord(word: string): string {
  const escapes: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\t': '\\t', '%': '%%', $: '$$' };
  const escaped = word.replace(/[\\"%$]|[\p{C}\p{Zl}\p{Zp}]/gu, each => escapes[each] ?? inBytes(each));
  return /^[\w@+=:,./%-]+$/.test(word) ? escaped : `"${escaped}"`;
}
