/** What service managers, logs and unit files say, and what checks of apps print: all of it may be of another user. */
import { expect } from 'vitest';
import { lastWords, readCheck } from '../../src/actions/check-result.ts';
import { plainSetting } from '../../src/actions/settings.ts';
import { parseExecStart } from '../../src/actions/unit-launch.ts';
import { foreign } from '../../src/model/foreign.ts';
import { MANAGERS } from '../../src/model/snapshot.ts';
import { mergeCmdArgs, optionIn } from '../../src/service/cmd-args.ts';
import { dropInState, parseDropIn, renderDropIn } from '../../src/service/drop-in.ts';
import { logLines } from '../../src/service/journal.ts';
import { ownerOfCgroup } from '../../src/service/owner.ts';
import { parseStatus } from '../../src/service/supervisor.ts';
import { configArgument, searchPaths } from '../../src/service/supervisord.ts';
import { parseLimit } from '../../src/service/unit-service.ts';
import { parseLimitValue, parseStrings, quoteAssignment } from '../../src/service/unit-syntax.ts';
import { expectPrintable, fuzz } from './fuzz.ts';

const ID = 'abcdef0123456789'.repeat(4);
fuzz('ownerOfCgroup', {
  samples: [
    '/system.slice/web.service',
    '/user.slice/user-1000.slice/user@1000.service/app.slice/web@1.service',
    `/system.slice/docker-${ID}.scope`,
    `/docker/${ID}`,
    `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope/container`,
    '/kubepods.slice/kubepods-burstable.slice/x',
    '/system.slice/_web.service/sub',
  ],
  words: [
    '/',
    '.slice',
    '.service',
    'user@1000',
    'docker-',
    ID,
    '.scope',
    '_',
    '\\x2d',
    'kubepods',
    'libpod-',
    '@',
    'docker/',
  ],
  parse: ownerOfCgroup,
  holds({ manager, unit, uid }) {
    expect(MANAGERS).toContain(manager);
    if (unit !== null) expect(unit).toMatch(/^(?:[A-Za-z0-9:_.\\@-]+\.service|[0-9a-f]{12})$/);
    if (uid !== null) expect(uid).toBeGreaterThanOrEqual(0);
    if (manager === 'none') expect(unit).toBeNull();
  },
});

fuzz('parseStatus', {
  samples: [
    'web:web_00   RUNNING   pid 4711, uptime 0:01:02\nweb:web_01   STOPPED   Not started\nx  FATAL  Exited too quickly\n',
    'unix:///var/run/supervisor.sock refused connection\n',
  ],
  words: ['web ', 'RUNNING', ' pid ', '4711,', ' ', '\n', 'A', '\t'],
  parse: parseStatus,
  holds(programs) {
    for (const { name, state, pid } of programs) {
      expect(name.raw).toMatch(/^\S+$/);
      expect(state).toMatch(/^[A-Z]+$/);
      if (pid !== null) expect(pid).toBeGreaterThanOrEqual(0);
    }
  },
  most: 12,
});

const argvOf = (text: string) => text.split('\0');
fuzz('configArgument', {
  samples: ['/usr/bin/python3\0/usr/bin/supervisord\0-n\0-c\0/etc/s.conf\0', 'supervisord\0--configuration=x'],
  words: ['-c', '\0', '--configuration', '=', 'x'],
  parse: text => configArgument(argvOf(text)),
  holds: (file, text) => file !== null && expect(text).toContain(file),
});
fuzz('searchPaths', {
  samples: ['/usr/bin/supervisord', 'supervisord', '/'],
  words: ['/', '..', 'bin', 'supervisord'],
  parse: text => [...searchPaths(text, null), ...searchPaths('', `/${text}`)],
  holds: paths => paths.every(path => expect(path).toMatch(/^\/.*supervisord\.conf$/s)),
  most: 16,
});

const CMD_ARGS = `--bind unix:/run/x.sock --workers=4 --access-logformat '%(h)s "x"' -- shop:app`;
const argWords = [
  '--workers ',
  '--workers=',
  '3 ',
  '"',
  "'",
  '\\',
  ' ',
  '-- ',
  '--max-requests',
  '=',
  '--constructor ',
  'x',
];
fuzz('mergeCmdArgs', {
  samples: [CMD_ARGS, `--a="b \\" c" d\\ e`],
  words: argWords,
  parse: text => mergeCmdArgs(text, { workers: '8' }),
  holds(merged) {
    if (merged === null) return;
    expect(optionIn(merged, 'workers')).not.toBeNull();
    // What it has made can be read again, and stays as it is.
    expect(mergeCmdArgs(merged, { workers: '8' })).toBe(merged);
  },
});
fuzz('optionIn', {
  samples: [CMD_ARGS],
  words: argWords,
  parse: text => optionIn(text, 'workers'),
  holds(value, text) {
    if (value === null) return;
    expect(value).toMatch(/^[^\s"']+$/);
    expect(text).toContain(value);
  },
});

const strings = ['A=b "C=d \\"e\\" f" "G=\\n\\t\\101" H', '"unclosed \\" end'];
const stringWords = ['"', '\\', '\\"', ' ', 'A=', '\\101', '\\n', '%', '""'];
fuzz('parseStrings', {
  samples: strings,
  words: stringWords,
  parse: parseStrings,
  holds: words => words.every(word => expect(typeof word).toBe('string')),
});
fuzz('quoteAssignment', {
  samples: strings,
  words: stringWords,
  parse: text => quoteAssignment('X', text),
  holds(quoted, text) {
    expect(quoted).not.toMatch(/[\n\t]/);
    // As systemd prints it: percent signs are its own then.
    expect(parseStrings(quoted.replaceAll('%%', '%'))).toEqual([`X=${text}`]);
  },
});
fuzz('parseLimitValue', {
  samples: ['infinity', '65536'],
  words: ['infinity', '1'],
  parse: text => [parseLimitValue(text), parseLimit(text)],
  holds: limits => limits.every(limit => limit === null || expect(limit).toBeGreaterThanOrEqual(0)),
});

const DROP_IN = renderDropIn({ nofile: 65_536, cmdArgs: CMD_ARGS, madeFolder: '/etc/systemd/system/web.service.d' });
fuzz('parseDropIn', {
  samples: [DROP_IN],
  words: ['LimitNOFILE=', '\n', 'Environment="GUNICORN_CMD_ARGS=', '"', '\\', '%%', '# folder made for it: /', '9'],
  parse: text => parseDropIn(text, '/etc/systemd/system/web.service.d/fdtop.conf'),
  holds({ nofile, cmdArgs, madeFolder }, text) {
    if (nofile !== null) expect(nofile).toBeGreaterThanOrEqual(0);
    if (cmdArgs !== null) expect(typeof cmdArgs).toBe('string');
    if (madeFolder !== null) expect('/etc/systemd/system/web.service.d/'.startsWith(`${madeFolder}/`)).toBe(true);
    if (text !== DROP_IN) expect(dropInState(text)).not.toBe('ours');
  },
});
fuzz('renderDropIn', {
  samples: [CMD_ARGS],
  words: argWords,
  parse: text => renderDropIn({ nofile: null, cmdArgs: text, madeFolder: null }),
  holds(rendered, text) {
    expect(dropInState(rendered)).toBe('ours');
    const lines = rendered.split('\n').length;
    // Nothing that an argument holds begins a line of its own.
    if (!text.includes('\n')) expect(lines).toBe(6);
    expect(lines).toBe(6);
    if (!/[\r\u2028\u2029]/.test(text)) expect(parseDropIn(rendered, '/x').cmdArgs).toBe(text);
  },
});

const TRACEBACK = [
  'Error while loading the application:',
  'Traceback (most recent call last):',
  '  File "/srv/app.py", line 3, in <module>',
  "ModuleNotFoundError: No module named 'shop'",
  '',
  '[2026-11-24] [INFO] Worker exiting (pid: 7)',
  'Fatal Python error: init_fs_encoding: failed',
].join('\n');
const logWords = [
  'Error',
  'Exception',
  ': ',
  'error:',
  '\n',
  '  x',
  '-- ',
  ' --',
  'a.',
  '.',
  'Fatal Python error: ',
  'usage: ',
  'setpriv: ',
];
fuzz('logLines', {
  samples: [TRACEBACK, '-- No entries --\n'],
  words: logWords,
  parse: logLines,
  holds(lines) {
    expect(lines.length).toBeLessThanOrEqual(5);
    for (const line of lines) {
      expectPrintable(line);
      expect([...line].length).toBeLessThanOrEqual(160);
      expect(line).not.toBe('');
    }
  },
});
fuzz('lastWords', {
  samples: [TRACEBACK],
  words: logWords,
  parse: lastWords,
  holds(line) {
    expectPrintable(line);
    expect([...line].length).toBeLessThanOrEqual(200);
  },
});
fuzz('readCheck', {
  samples: [TRACEBACK],
  words: logWords,
  parse: output =>
    readCheck(
      { exitCode: 1, signal: null, stdout: foreign(''), stderr: foreign(output), seconds: 1, stopped: null, left: 0 },
      null,
    ),
  holds(found) {
    expect(['unknown', 'broken']).toContain(found.state);
    if ('words' in found) expectPrintable(found.words);
    if ('why' in found) expectPrintable(found.why);
  },
});

const EXEC = '{ path=/usr/bin/gunicorn ; argv[]=/usr/bin/gunicorn app:app ; ignore_errors=no ; start_time=[n/a] }';
fuzz('parseExecStart', {
  samples: [EXEC],
  words: ['{ path=', ' ; argv[]=', ' ; ignore_errors=', ' ; flags=', ' ', '/usr/bin/x', '"', '$', '\\'],
  parse: parseExecStart,
  holds(argv) {
    if (argv === null) return;
    expect(argv[0]).toMatch(/^\S+$/);
    expect(argv.slice(1).join(' ')).not.toMatch(/["'\\$]/);
  },
});
fuzz('plainSetting', {
  samples: ['workers = 4  # of them\ntimeout=3\n\nworkers = 5\n'],
  words: ['workers', ' ', '=', '\n', '#', '4', '\t'],
  parse: text => plainSetting(foreign(text), 'workers')?.raw ?? null,
  holds: (value, text) => value !== null && expect(text).toContain(value),
});
