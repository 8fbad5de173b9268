/** What the bundle has of pidusage otherwise than pidusage has it. */
import { changed } from './ink-plugins.ts';

/**
 * It runs `getconf`, by a shell and as PATH finds it, for two numbers that the kernel has laid into the process itself: AT_PAGESZ
 * (6) and AT_CLKTCK (17) of /proc/self/auxv, pairs of 64-bit words (getauxval(3)).
 */
const AUXV = `
function exec(command, next) {
  const wanted = { "getconf PAGESIZE": 6n, "getconf CLK_TCK": 17n }[command];
  const words = new BigUint64Array(new Uint8Array(fs.readFileSync("/proc/self/auxv")).buffer);
  for (let at = 0; at + 1 < words.length; at += 2) if (words[at] === wanted) return next(null, String(words[at + 1]));
  next(null, "");
}
`;

export const pidusageWithoutShell = changed('pidusage-without-shell', /\/pidusage\/lib\/helpers\/cpu\.js$/, [
  ["const exec = require('child_process').exec\n", AUXV],
]);
