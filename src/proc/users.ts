import { readFileSync } from 'node:fs';

let names: Map<number, string> | null = null;

/** Login name of a uid, from /etc/passwd, read once; the number itself where there is none. */
export function userName(uid: number): string {
  names ??= readPasswd();
  return names.get(uid) ?? String(uid);
}

function readPasswd(): Map<number, string> {
  const users = new Map<number, string>();
  let text = '';
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    // A container image may have none: uids are shown as numbers.
  }
  for (const line of text.split('\n')) {
    const [name, , uid] = line.split(':');
    if (name && uid && !users.has(Number(uid))) users.set(Number(uid), name);
  }
  return users;
}
