/** `fdtop --help`. What each option and command does stands in src/config/flags.ts, in English: the man page is made from it. */
export const options = () => ({
  usage: 'Usage',
  options: 'Options',
  pressHelp: 'Press ? on the live screen for its keys.',
  option: (_name: string, english: string) => english,
  command: (_name: string, english: string) => english,
});
