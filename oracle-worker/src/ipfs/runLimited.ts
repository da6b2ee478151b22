/** Runs `jobs` in order, at most `limit` at a time. The first failure is thrown, and no further job starts. */
export async function runLimited(jobs: readonly (() => Promise<void>)[], limit: number): Promise<void> {
  const queue = jobs.values();
  let failed = false;
  const lane = async (): Promise<void> => {
    for (const job of queue) {
      if (failed) return;
      await job().catch((cause: unknown) => {
        failed = true;
        throw cause;
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, jobs.length) }, lane));
}
