/** Why a file that another process names is not read. `limit` is what was allowed, of bytes or of seconds. */
export const paths = () => ({
  gone: (path: string, _: number) => `${path} is not there`,
  permission: (path: string, _: number) => `${path} may not be read by you`,
  hidden: (path: string, _: number) => `${path} may not be read by the user of its process, and so is not read for it`,
  'no-folder': (path: string, _: number) => `${path} leads through something that is no folder`,
  circle: (path: string, _: number) => `${path} leads through too many links, or too many folders`,
  folder: (path: string, _: number) => `${path} is a folder`,
  fifo: (path: string, _: number) => `${path} is a FIFO, no plain file: it is not opened`,
  socket: (path: string, _: number) => `${path} is a socket, no plain file`,
  device: (path: string, _: number) => `${path} is a terminal or another device, no plain file: it is not opened`,
  kernel: (path: string, _: number) => `${path} is a file of the kernel's own: it is not read`,
  'too-large': (path: string, bytes: number) => `${path} has more than ${bytes} bytes: it is not read`,
  held: (path: string, _: number) => `${path} is held by another process (a lease): it is not waited for`,
  changed: (path: string, _: number) => `${path} was changed while it was looked at`,
  'out-of-fds': (path: string, _: number) => `${path} was not read: no more files can be opened`,
  'no-answer': (path: string, seconds: number) => `${path} did not answer in ${seconds} s: a dead mount?`,
  other: (path: string, _: number) => `${path} cannot be read`,
});
