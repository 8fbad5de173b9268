/** What is wrong with a recording, and what is missing in one. */
export const recordings = () => ({
  noFile: 'it is no file',
  empty: (file: string) => `${file} is no recording of fdtop: it holds no snapshot`,
  longLine: (file: string) => `${file} is no recording of fdtop: a line of it is longer than any snapshot`,
  tooLarge: (file: string) => `${file} was packed as a whole, and is too large for that: unpack it first (gunzip)`,
  otherVersion: (file: string, version: number) =>
    `${file} is of another version of fdtop: its snapshots are of version ${version}, this one reads 1`,
  clockSetBack: 'the clock was set back here',
  nothingFor: (seconds: number) => `nothing was recorded for ${seconds} s`,
  beginsLater: (moment: string | null, start: string) => `--at ${moment}: the recording begins later, at ${start}`,
  endsBefore: (moment: string | null, end: string) => `--at ${moment}: the recording ends before that, at ${end}`,
  noMoment: (typed: string) => `--at ${JSON.stringify(typed)} is no time: give 14:05, 14:05:30 or ISO 8601`,

  needsFile: (file: string) => `${file} is no file: a recording needs one`,
  leftAsIs: (file: string) => `${file} is no recording of fdtop: it is left as it is, choose another name`,
  diskFull: 'the disk is full; its last line is cut off',
  isLink: 'it is a link, name the file itself',
  notInOthers: (why: string) => `${why}; root records in a folder of its own, as /root or /var/tmp`,
  cannotBegin: (file: string, why: string) => `cannot begin a new ${file}: ${why}`,
});
