/** Where root writes by itself: the action log, the state of a watch, recordings, the textfile, the compile cache. */
import {
  chmodSync,
  chownSync,
  existsSync,
  lchownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { afterEach, expect, test, vi } from 'vitest';
import { refusalOf } from '../../src/compile-cache.ts';
import { cacheText } from '../../src/doctor/cache.ts';
import { keptFacts } from '../../src/doctor/kept.ts';
import { Textfile } from '../../src/metrics/textfile.ts';
import { Recorder } from '../../src/record/recorder.ts';
import { readRecording } from '../../src/record/recording.ts';
import { nothingSaved, readSaved, StateWriter } from '../../src/watch/state-file.ts';
import { asMallory, homeOfMallory, MALLORY, rootFolder } from '../support/mallory.ts';
import { need, root } from '../support/need.ts';
import { snapshot } from '../ui/snapshots.ts';

const HIS = new RegExp(`belongs to uid ${MALLORY}, not to root`);

afterEach(() => {
  vi.unstubAllEnvs();
});

need(root, 'util-linux')('the action log', () => {
  const source = (name: string) => JSON.stringify(fileURLToPath(new URL(`../../src/${name}`, import.meta.url)));
  const script = `const { logAction } = await import(${source('actions/action-log.ts')});
    const { readFileSync } = await import('node:fs');
    const record = { action: 'kill', processes: [], instance: 'shop' };
    console.log(logAction(record, { ok: true, text: 'gone' }, 1) ?? readFileSync('/var/log/fdtop/actions.log', 'utf8').length);`;

  /** What root is told that writes a line, after a shell script has prepared an empty /var/log; a number: it is written. */
  async function logAfter(prepare: string): Promise<string> {
    const lines = `mount -t tmpfs -o mode=755 tmpfs /var/log\ncd /var/log\n${prepare}\ncd /\nexec "$@"`;
    const node = [process.execPath, '--input-type=module', '-e', script];
    const { stdout } = await execa('unshare', ['--mount', 'sh', '-ec', lines, 'sh', ...node], { timeout: 20_000 });
    return stdout;
  }

  test('is made where there is none, also where /var/log is given to a group, as on Ubuntu', async () => {
    expect(Number(await logAfter(''))).toBeGreaterThan(50);
    expect(Number(await logAfter('chgrp 104 . && chmod 775 .'))).toBeGreaterThan(50);
    expect(Number(await logAfter('mkdir fdtop real && rmdir fdtop && ln -s real fdtop'))).toBeGreaterThan(50);
  });

  test.each([
    ['in a folder of another', `mkdir fdtop; chown ${MALLORY} fdtop`, HIS],
    [
      'in a folder that others may write',
      'mkdir fdtop; chmod 777 fdtop',
      /others than root may write in \/var\/log\/fdtop/,
    ],
    ['through a link of another', `mkdir real; ln -s real fdtop; chown -h ${MALLORY} fdtop`, HIS],
    ['into a file of another', `mkdir fdtop; touch fdtop/actions.log; chown ${MALLORY} fdtop/*`, HIS],
    [
      'through a link in its place',
      'mkdir fdtop; touch victim; ln -s ../victim fdtop/actions.log',
      /is a link, which is not followed/,
    ],
    ['into a FIFO', 'mkdir fdtop; mkfifo fdtop/actions.log', /is no plain file/],
  ])('is not written %s: a sentence says so', async (_, prepare, why) => {
    const said = await logAfter(prepare);
    expect(said).toMatch(/^cannot write \/var\/log\/fdtop\/actions\.log: .*\/var\/log\/fdtop/);
    expect(said).toMatch(why);
  });
});

need(root, 'util-linux')('the state of a watch', () => {
  const write = async (file: string) => {
    const problems: (string | null)[] = [];
    const writer = new StateWriter(file, problem => problems.push(problem));
    writer.save(nothingSaved);
    await writer.done();
    return problems;
  };

  test('is neither read nor written in a folder of another', async () => {
    const home = homeOfMallory();
    const file = join(home, 'watch.json');
    writeFileSync(file, JSON.stringify({ ...nothingSaved(), guard: 'his' }));
    expect(readSaved(file)).toEqual({ saved: nothingSaved(), problem: expect.stringMatching(HIS) });
    const before = readFileSync(file, 'utf8');
    expect(await write(file)).toEqual([expect.stringMatching(HIS)]);
    expect(readFileSync(file, 'utf8')).toBe(before);
    expect(await write(join(home, 'new/watch.json'))).toEqual([expect.stringMatching(HIS)]);
    expect(readdirSync(home)).toEqual(['watch.json']);
  });

  test('is not waited for, and not read without an end', () => {
    const folder = rootFolder();
    const huge = join(folder, 'huge.json');
    writeFileSync(huge, '');
    truncateSync(huge, 2 ** 40);
    expect(readSaved(huge).problem).toMatch(/huge\.json has more than .* bytes.*forgotten$/);
    chmodSync(folder, 0o1777);
    asMallory('mkfifo fifo.json', folder);
    expect(readSaved(join(folder, 'fifo.json')).problem).toMatch(/forgotten$/);
    chownSync(join(folder, 'fifo.json'), 0, 0);
    expect(readSaved(join(folder, 'fifo.json')).problem).toMatch(/fifo\.json.* no plain file.*forgotten$/);
  });

  test('and the doctor tells where root would not write', () => {
    vi.stubEnv('STATE_DIRECTORY', homeOfMallory());
    const [log, state] = keptFacts();
    expect(log).toMatchObject({ id: 'kept.actions', value: '/var/log/fdtop/actions.log' });
    expect(state).toMatchObject({ id: 'kept.state', state: 'off', why: expect.stringMatching(HIS) });
  });
});

need(root, 'util-linux')('a recording', () => {
  const record = (file: string) => {
    const recorder = new Recorder({ file, maxBytes: 1e6 });
    recorder.add(snapshot());
    recorder.close();
  };

  test('is not begun in a folder of another, nor through a link of his; the sentence says where', () => {
    vi.stubEnv('SUDO_UID', '');
    const home = homeOfMallory();
    const folder = rootFolder();
    const said = /^cannot write .*: .* belongs to uid 64321, not to root; root records in a folder of its own/;
    expect(() => record(join(home, 'a.ndjson'))).toThrow(said);
    chmodSync(folder, 0o1777);
    asMallory('ln -s /etc way', folder);
    expect(() => record(join(folder, 'way/a.ndjson'))).toThrow(said);
    expect([readdirSync(home), existsSync('/etc/a.ndjson')]).toEqual([[], false]);
  });

  test('is one in the folder of whoever has called sudo, and of nobody else', () => {
    const home = homeOfMallory();
    vi.stubEnv('SUDO_UID', String(MALLORY));
    record(join(home, 'a.ndjson'));
    expect([...readRecording(join(home, 'a.ndjson'))]).toHaveLength(1);
    vi.stubEnv('SUDO_UID', String(MALLORY + 1));
    expect(() => record(join(home, 'b.ndjson'))).toThrow(HIS);
  });

  test('that is a FIFO is not waited for when it is read, nor a device', () => {
    const folder = rootFolder();
    chmodSync(folder, 0o1777);
    asMallory('mkfifo fifo; ln -s /dev/zero zero', folder);
    for (const name of ['fifo', 'zero'])
      expect(() => [...readRecording(join(folder, name))], name).toThrow(/^cannot read .*: it is no file$/);
  });
});

need(root, 'util-linux')('the textfile', () => {
  test('is written into a folder of another, which the operator has named', () => {
    const home = homeOfMallory();
    const textfile = new Textfile(home);
    textfile.write('a 1\n');
    textfile.write('a 2\n');
    expect(readFileSync(textfile.path, 'utf8')).toBe('a 2\n');
    expect(readdirSync(home)).toEqual(['fdtop.prom']);
    textfile.remove();
    expect(readdirSync(home)).toEqual([]);
  });

  test('is not written where the owner of a folder above has led it since', () => {
    const home = homeOfMallory();
    const victim = join(rootFolder(), 'victim');
    mkdirSync(victim);
    chmodSync(victim, 0o700);
    asMallory('mkdir text', home);
    const textfile = new Textfile(join(home, 'text'));
    asMallory(`mv text old; ln -s ${victim} text`, home);
    expect(() => textfile.write('a 1\n')).toThrow(
      /^cannot write .*\/text\/fdtop\.prom: .* is another folder than at the start, and .* belongs to uid 64321/,
    );
    expect(() => textfile.remove()).toThrow(/another folder/);
    expect([readdirSync(victim), readdirSync(join(home, 'old'))]).toEqual([[], []]);
  });

  test("is written again where a folder of root's was made anew", () => {
    const folder = join(rootFolder(), 'text');
    mkdirSync(folder);
    const textfile = new Textfile(folder);
    // Both at once: else the new one may have the inode of the old one.
    renameSync(folder, `${folder}.old`);
    mkdirSync(folder);
    textfile.write('a 1\n');
    expect(readdirSync(folder)).toEqual(['fdtop.prom']);
    rmSync(folder, { recursive: true });
    expect(() => textfile.write('a 1\n')).toThrow(`cannot write ${folder}/fdtop.prom: ENOENT`);
    textfile.remove();
  });

  test('an error names the folder, not the handle', () => {
    const folder = rootFolder();
    mkdirSync(join(folder, 'fdtop.prom'));
    writeFileSync(join(folder, 'fdtop.prom/x'), '');
    const textfile = new Textfile(folder);
    expect(() => textfile.write('a 1\n')).toThrow(`'${folder}/.fdtop.prom.${process.pid}' -> '${folder}/fdtop.prom'`);
  });
});

need(root, 'util-linux')('the compile cache', () => {
  const folderIn = (above: string) => join(above, '.cache/fdtop/compiled');

  test('is made for its user alone', () => {
    const folder = folderIn(rootFolder());
    expect(refusalOf(folder)).toBeNull();
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  test.each<[string, (above: string) => void, RegExp]>([
    ['the home is of another', above => chownSync(above, MALLORY, MALLORY), HIS],
    [
      'the folder above is of another',
      above => {
        mkdirSync(join(above, '.cache'));
        chownSync(join(above, '.cache'), MALLORY, MALLORY);
      },
      HIS,
    ],
    [
      'others may write above',
      above => {
        mkdirSync(join(above, '.cache'));
        chmodSync(join(above, '.cache'), 0o777);
      },
      /others than root may write in .*\.cache/,
    ],
    [
      'others may write in it',
      above => {
        mkdirSync(folderIn(above), { recursive: true });
        chmodSync(folderIn(above), 0o1777);
      },
      /others may write to its folder/,
    ],
    [
      'a link of another leads there',
      above => {
        mkdirSync(join(above, 'real/fdtop/compiled'), { recursive: true });
        symlinkSync('real', join(above, '.cache'));
        lchownSync(join(above, '.cache'), MALLORY, MALLORY);
      },
      HIS,
    ],
    ['a file is in the way', above => writeFileSync(join(above, '.cache'), ''), /is no folder/],
  ])('is not used where %s', (_, spoil, why) => {
    const above = rootFolder();
    expect(refusalOf(folderIn(join(above, 'good')))).toBeNull();
    spoil(above);
    const refusal = refusalOf(folderIn(above));
    expect(cacheText(refusal!)).toMatch(why);
    expect(existsSync(join(above, '.cache/fdtop/compiled/x'))).toBe(false);
  });
});

test('a compile cache that cannot be made is told with the reason', () => {
  expect(cacheText(refusalOf('/proc/nowhere/compiled')!)).toBe('its folder cannot be made: ENOENT');
});
