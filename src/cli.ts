/**
 * The entry, dist/fdtop.js. It imports nothing at its top and is built for the oldest syntax, so that it runs, and can say
 * what is missing, on any Node; all else is in the second file, dist/program.js, which only a Node that reads it meets.
 */
const OLDEST_NODE = 22;
/** To Nagios 1 and 2 mean WARNING and CRITICAL: what keeps its plugin from running is 3, UNKNOWN. */
const isCheck = process.argv.indexOf('check') > 1;

async function start(): Promise<void> {
  const major = Number.parseInt(process.versions.node, 10);
  if (!(major >= OLDEST_NODE)) {
    const text = `fdtop needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}.`;
    if (isCheck) console.log(`FDTOP UNKNOWN - ${text}`);
    else console.error(text);
    process.exit(isCheck ? 3 : 2);
  }
  const { keepCompiled } = await import('./compile-cache.ts');
  keepCompiled();
  const { run } = await import('./program.ts');
  await run(process.argv.slice(2));
}

start().catch(error => {
  if (isCheck) console.log(`FDTOP UNKNOWN - ${String(error).split('\n')[0]}`);
  console.error(error);
  process.exit(isCheck ? 3 : 1);
});
