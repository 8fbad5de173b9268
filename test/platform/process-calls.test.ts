/** node:ffi where it is, is not, and may not be used: real Nodes with real options. */
import { execa } from 'execa';
import { expect, it } from 'vitest';

const CALLS = new URL('../../src/platform/process-calls.ts', import.meta.url).href;

/** What a Node started with these options finds, and all that it says on stderr. */
async function found(options: string[], before = '') {
  const script = `${before}
    const { processCalls } = await import(${JSON.stringify(CALLS)});
    const emit = process.emitWarning;
    const found = processCalls();
    process.emitWarning('another warning');
    console.log(JSON.stringify({ why: found.why ?? null, isEmitBack: emit === process.emitWarning }));`;
  const args = [...options, '--input-type=module', '-e', script];
  const { stdout, stderr } = await execa(process.execPath, args, { env: { NODE_OPTIONS: '' } });
  return { ...JSON.parse(stdout), stderr };
}

it('is found here, without a word about being experimental; other warnings are still given', async () => {
  const { why, isEmitBack, stderr } = await found([]);
  expect(why).toBeNull();
  expect(isEmitBack).toBe(true);
  expect(stderr).toMatch(/^\(node:\d+\) Warning: another warning\n\(Use `node --trace-warnings/);
  expect(stderr).not.toContain('Experimental');
});

it.each([
  ['--no-experimental-ffi', [], /^Node \S+ as it was started has no node:ffi$/],
  ['--permission', ['--allow-fs-read=*'], /restricted/],
] as const)('is not found with %s, and it is told why', async (option, more, why) => {
  expect(await found([option, ...more])).toMatchObject({ why: expect.stringMatching(why) });
});

it('is not used where the calls are not what they should be: here another process answers for getpid', async () => {
  const pretend = `Object.defineProperty(process, 'pid', { value: 1 });`;
  expect(await found([], pretend)).toMatchObject({ why: 'getpid(2) gives another pid than Node' });
});
