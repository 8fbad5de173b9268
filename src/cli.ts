/**
 * The entry of the bundle. It imports nothing at its top, so that it runs, and can say what is missing, on any Node.
 * The same file is also the program of the processes of its demo.
 */
const OLDEST_NODE = 22;

async function start(): Promise<void> {
  const major = Number.parseInt(process.versions.node, 10);
  if (!(major >= OLDEST_NODE)) {
    console.error(`fdtop needs Node ${OLDEST_NODE} or newer; this is Node ${process.versions.node}.`);
    process.exit(2);
  }
  if (process.argv[2] === '__demo') {
    const { runDemoRole } = await import('./demo/roles.ts');
    return await runDemoRole(process.argv[3], process.argv.slice(4));
  }
  const { setFlagsFromString } = await import('node:v8');
  // A tick makes little garbage that lives: without this V8 lets its nursery grow, and fdtop holds 50 MB more.
  setFlagsFromString('--semi-space-growth-factor=1');
  const { main } = await import('./main.ts');
  await main();
}

start();
