import type { EvidenceGroup } from './evidence.ts';

/** `/srv/up/ 900 different files`: names that were merged (model/fd-label.ts). */
const MERGED = / [\d,]+\+? different \w+/;

/** A group of one path only. */
export function isOneFile({ label }: EvidenceGroup): boolean {
  return !MERGED.test(label);
}

/** Its path, or what its paths have in common. */
export function pathOf({ label }: EvidenceGroup): string {
  return label.replace(/ \(deleted\)$/, '').replace(MERGED, '');
}

/** Heartbeat files are Gunicorn's own. */
export function isHeartbeat({ label }: EvidenceGroup): boolean {
  return label.includes('/wgunicorn-');
}

export function isSqlite(group: EvidenceGroup): boolean {
  return /\.(?:sqlite3?|db)(?:-wal|-shm|-journal)?$/.test(pathOf(group));
}

export function isLog(group: EvidenceGroup): boolean {
  return /\.log\b|\/logs?\//.test(pathOf(group));
}
