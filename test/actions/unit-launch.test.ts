import { expect, test } from 'vitest';
import { parseExecStart } from '../../src/actions/unit-launch.ts';

const shown = (line: string) =>
  `{ path=/usr/bin/gunicorn ; argv[]=${line} ; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }`;

test('reads the arguments that systemctl show prints', () => {
  expect(parseExecStart(shown('/usr/bin/gunicorn -w 4 app:app'))).toEqual(['/usr/bin/gunicorn', '-w', '4', 'app:app']);
});

test.each(['', shown('/usr/bin/gunicorn $OPTIONS app:app'), shown('/bin/sh -c "exec gunicorn app:app"')])(
  'does not guess: %j',
  text => {
    expect(parseExecStart(text)).toBeNull();
  },
);
