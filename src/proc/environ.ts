/** One variable of /proc/PID/environ: the environment as it was at exec. Null when it is not set there. */
export function environmentVariable(text: string, name: string): string | null {
  const prefix = `${name}=`;
  const entry = text.split('\0').find(variable => variable.startsWith(prefix));
  return entry === undefined ? null : entry.slice(prefix.length);
}
