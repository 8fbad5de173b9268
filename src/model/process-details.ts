/** Something that is read of a process or its service, or why it is not known. */
export type Fact<Value> = { value: Value } | { why: string };

/** What is told of one process beside its counts. All strings are safe to print. */
export interface ProcessDetails {
  argv: Fact<readonly string[]>;
  directory: Fact<string>;
  /** Names of its environment variables, sorted; a value may be a password and is never kept. */
  environment: Fact<readonly string[]>;
  ppid: number;
}

/** What the manager of a service is configured with. */
export interface ServiceDetails {
  /** `systemd`, `supervisor`, ... */
  by: string;
  unit: string;
  /** Of open files, which the next start gets; null where it is not known. Infinity for none. */
  limitSoft: number | null;
  limitHard: number | null;
  /** The unit's file and its drop-ins, in the order in which they are read. */
  files: readonly string[];
  /** Names of the variables that the unit sets. */
  environment: readonly string[];
  /** The files have changed, and the manager has not read them again. */
  isStale: boolean;
}
