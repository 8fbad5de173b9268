/** Why fdtop does not read or write a file, or does not do what one says. */
export const files = () => ({
  cannotRead: (file: string, why: string) => `cannot read ${file}: ${why}`,
  cannotWrite: (file: string, why: string) => `cannot write ${file}: ${why}`,
  cannotLook: (file: string, why: string) => `cannot look at ${file}: ${why}`,
  notOwned: (path: string, uid: number, byRoot: boolean) =>
    `${path} belongs to uid ${uid}, not to ${byRoot ? 'root' : 'you'}`,
  manyLinks: (path: string) => `${path}: too many symbolic links`,
  isLink: (path: string) => `${path} is a link, which is not followed`,
  notPlain: (path: string) => `${path} is no plain file`,
  noFolder: (path: string) => `${path} is no folder`,
  othersWrite: (path: string, isRoot: boolean) => `${path} may be written by others than ${isRoot ? 'root' : 'you'}`,
  othersWriteIn: (path: string, isRoot: boolean) => `others than ${isRoot ? 'root' : 'you'} may write in ${path}`,
  mayWait: (path: string, type: string) => `${path} is on ${type}, whose server may be away: root does not wait for it`,
  otherFolder: (folder: string) => `${folder} is another folder than at the start`,
  /** A config file that root finds, and does not obey. */
  leftOut: (file: string, why: string) =>
    `${file} is left out: ${why}; root obeys only what root alone can write, or what --config names`,
});
