/** Why fdtop does not read or write a file, or does not do what one says. */
export const files = () => ({
  cannotRead: (file: string, why: string) => `cannot read ${file}: ${why}`,
  cannotWrite: (file: string, why: string) => `cannot write ${file}: ${why}`,
  cannotLook: (file: string, why: string) => `cannot look at ${file}: ${why}`,
  notOwned: (path: string, uid: number, byRoot: boolean) =>
    `${path} belongs to uid ${uid}, not to ${byRoot ? 'root' : 'you'}`,
  ringOfLinks: (path: string) => `${path} is a link in a ring of links`,
  manyLinks: (path: string) => `${path}: too many symbolic links`,
  notPlain: (path: string) => `${path} is no plain file`,
  noFolder: (path: string) => `${path} is no folder`,
  othersWrite: (path: string) => `${path} may be written by others than root`,
  othersWriteIn: (path: string, isRoot: boolean) => `others than ${isRoot ? 'root' : 'you'} may write in ${path}`,
});
