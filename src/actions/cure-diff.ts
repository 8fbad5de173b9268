import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/**
 * A unified diff of one file, as git writes it: `a/etc/...` and `b/etc/...`, /dev/null for a file that is not there (null).
 * `patch -d / -p1` and `git apply` take it. Empty when nothing changes.
 */
export function unifiedDiff(file: string, before: string | null, after: string | null): string {
  if (before === after) return '';
  const from = before === null ? '/dev/null' : `a${file}`;
  const to = after === null ? '/dev/null' : `b${file}`;
  return createTwoFilesPatch(from, to, before ?? '', after ?? '', undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  });
}
