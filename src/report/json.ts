/** JSON for machines, indented for people too. Numbers that have no end (an unlimited limit) are null, as unknown ones. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, null, 2);
}
