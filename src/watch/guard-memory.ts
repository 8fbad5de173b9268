import { NOTHING_DONE, type ServiceMemory, stillCounts } from './guard-rules.ts';

/** What must outlive a restart: else each would begin the hour anew, and forget that something has failed. Plain data. */
export interface GuardState {
  /** By `serviceKey`. */
  services: Record<string, SavedService>;
}

export type SavedService = Pick<ServiceMemory, 'replacedAt' | 'stopped'>;

/** Stands for every service that has no memory of its own: what was saved before there was one for each. */
export const ANY = '*';

/** What the guard remembers of each service. Nothing of it is shared: what befalls one changes nothing for another. */
export class GuardMemory {
  readonly #services = new Map<string, ServiceMemory>();

  constructor(state: GuardState | null) {
    for (const [service, saved] of Object.entries(state?.services ?? {}))
      this.#services.set(service, { ...NOTHING_DONE, ...saved });
  }

  get state(): GuardState {
    const services = [...this.#services].filter(([, { replacedAt, stopped }]) => replacedAt.length > 0 || stopped);
    return {
      services: Object.fromEntries(
        services.map(([service, { replacedAt, stopped }]) => [service, { replacedAt, stopped }]),
      ),
    };
  }

  /** As of `now`, in seconds since 1970. */
  of(service: string, now: number): ServiceMemory {
    return stillCounts(this.#services.get(service) ?? this.#services.get(ANY) ?? NOTHING_DONE, now);
  }

  set(service: string, now: number, change: (memory: ServiceMemory) => Partial<ServiceMemory>): void {
    const memory = this.of(service, now);
    this.#services.set(service, { ...memory, ...change(memory) });
  }

  /** Drops what no longer counts. */
  tidy(now: number): void {
    for (const service of this.#services.keys()) {
      const memory = this.of(service, now);
      if (memory.replacedAt.length === 0 && memory.restsUntil === null && memory.stopped === null)
        this.#services.delete(service);
      else this.#services.set(service, memory);
    }
  }

  /** Lets all go on that have stopped. */
  goOn(): void {
    for (const [service, memory] of this.#services)
      this.#services.set(service, { ...memory, stopped: null, restsUntil: null });
  }
}

/**
 * What a former run saved, if it is what it seems; else null. One that kept a single memory for all services meant all of
 * them: its hour and its stop hold for each until it is over, or is told to go on.
 */
export function guardStateOf(saved: unknown): GuardState | null {
  if (isSavedService(saved)) return { services: { [ANY]: serviceOf(saved) } };
  const { services } = (saved ?? {}) as { services?: unknown };
  if (typeof services !== 'object' || services === null) return null;
  const entries = Object.entries(services);
  return entries.every(([, each]) => isSavedService(each))
    ? { services: Object.fromEntries(entries.map(([service, each]) => [service, serviceOf(each)])) }
    : null;
}

function isSavedService(value: unknown): value is SavedService {
  const { replacedAt, stopped = null } = (value ?? {}) as Partial<SavedService>;
  return (
    Array.isArray(replacedAt) &&
    replacedAt.every(at => typeof at === 'number') &&
    (stopped === null || typeof stopped === 'string')
  );
}

function serviceOf({ replacedAt, stopped = null }: SavedService): SavedService {
  return { replacedAt, stopped };
}
