/** The entry of the executable (src/tools/package.ts). Its Node is known, and compiled code is in it: nothing else is to be seen to. */
import { run } from './program.ts';

await run(process.argv.slice(2));
