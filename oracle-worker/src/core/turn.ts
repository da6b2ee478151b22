/**
 * Place in line for a batch, 0 first: turns rotate with the epoch.
 * @param position place among those who wait in line
 */
export function rankOf(input: { epoch: number; position: number; workers: number }): number {
  return (input.epoch + input.position) % input.workers;
}

/**
 * Whether it is the turn of a worker in line.
 * @param readyMs how long there has been something to do, as this worker has seen it
 * @param turnMs how long each worker in line gets
 * @param graceMs how long everybody waits first
 */
export function isTurn(input: { readyMs: number; rank: number; turnMs: number; graceMs: number }): boolean {
  return input.readyMs >= input.graceMs + input.rank * input.turnMs;
}
