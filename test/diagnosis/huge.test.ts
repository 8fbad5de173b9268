/** A process with more open files than are read one by one, in a generated proc tree: this machine may not allow so many. */
import { linkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { diagnosisText } from '../../src/report/diagnosis-text.ts';
import { procTree } from '../support/proc-tree.ts';

const FDS = 50_001;

test('it is told by a sample, and says so', async () => {
  const fds = ['anon_inode:[eventpoll]', '/var/log/app.log'];
  const tree = procTree().add({ pid: 4242, argv: ['gunicorn: worker [shop]'], fds, limit: '1048576' });
  const link = (fd: number) => join(tree.root, '4242/fd', `${fd}`);
  // The same links under more names: to make each anew takes long.
  for (let fd = 2; fd < FDS; fd += 1) linkSync(link(fd % 5 === 0 ? 0 : 1), link(fd));
  tree.write('4242/status', 'Name:\tpython3\nUid:\t33\t33\t33\t33\nFDSize:\t65536\n');
  const options = { procRoot: tree.root, all: false, match: null, warn: 1000, leak: 10_000 };
  const diagnosis = await diagnose({ ...options, pid: 4242 });
  expect(diagnosis.types).toMatchObject({ total: FDS, exact: false, sampled: 20_000 });
  expect(diagnosis.verdicts[0]).toMatchObject({ id: 'same-file-reopened', confidence: 'high' });
  // What a sample of it has more or less than another is no growth.
  expect([diagnosis.growth.perSecond, diagnosis.groupGrowth.size]).toEqual([0, 0]);
  expect(diagnosis.origins.note).toBe('not looked at: this is no live /proc');
  expect(diagnosisText(diagnosis)).toMatch(/^WHAT IS OPEN \(all of it, estimated from 20,000\)$/m);
});
