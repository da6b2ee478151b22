/** Adds up the wall-clock milliseconds of several kinds of work. */
export interface Stopwatch<Kind extends string> {
  time<T>(kind: Kind, job: () => T): T;
  /** Waits for a promise. */
  wait(kind: Kind, promise: Promise<void>): Promise<void>;
  read(kind: Kind): number;
}

export function startStopwatch<Kind extends string>(): Stopwatch<Kind> {
  const sums = new Map<Kind, number>();
  const add = (kind: Kind, since: number): void => {
    sums.set(kind, (sums.get(kind) ?? 0) + performance.now() - since);
  };
  return {
    time(kind, job) {
      const since = performance.now();
      try {
        return job();
      } finally {
        add(kind, since);
      }
    },
    async wait(kind, promise) {
      const since = performance.now();
      await promise.finally(() => add(kind, since));
    },
    read: (kind) => sums.get(kind) ?? 0,
  };
}
