/** Why there is no demo. */
export const demo = () => ({
  notStarted: (why: string) => `the demo did not start: ${why}`,
  notReady: (seconds: number) => `not ready after ${seconds} s`,
  notInstalled: (name: string) => `${name} is not installed: apt-get install ${name}, or pip install ${name}`,
  endedSilently: 'it ended without a word',
});
