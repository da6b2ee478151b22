import {
  BARRIER_COUNT,
  BARRIER_GENERATION,
  BARRIER_SLEEPERS,
  control,
  DONE_THREADS,
  GENERATION,
  HOST_SLEEPS,
  layOut,
  OPERATION,
  READY_THREADS,
  SLEEPING_THREADS,
} from "./control";
import { run } from "./run";

// Every thread runs the same operation on its own share of rows or columns, never of k. Who computes an element has no
// effect on its bits, so results do not depend on the number of threads.

/** Turns of a waiting loop before a thread goes to sleep. */
const BARRIER_SPINS: i32 = 20000;

let threads: i32 = 1;
export let thread: i32 = 0;
let spins: i32 = 50000;

/** @param idleSpins turns that a thread waits for the next operation before it sleeps: few on a shared machine */
export function setUp(count: i32, index: i32, base: usize, idleSpins: i32): void {
  threads = count;
  thread = index;
  spins = idleSpins;
  layOut(base, index);
}

/** First of this thread's share of n things. */
export function from(n: i32): i32 {
  return <i32>((<i64>n * thread) / threads);
}

/** End (exclusive) of this thread's share of n things. */
export function to(n: i32): i32 {
  return <i32>((<i64>n * (thread + 1)) / threads);
}

/** Whether this thread does what cannot be shared. */
export function isLast(): bool {
  return thread == threads - 1;
}

/** First of this thread's columns (or elements) of n: shares begin at whole groups of 4. */
export function firstColumn(n: i32): i32 {
  return from(n / 4) * 4;
}

/** End (exclusive) of this thread's columns of n: the last thread takes what is left of the last group. */
export function endColumn(n: i32): i32 {
  return isLast() ? n : to(n / 4) * 4;
}

/** Waits until every thread has come here. */
export function barrier(): void {
  if (threads == 1) return;
  const generation = atomic.load<i32>(control + BARRIER_GENERATION);
  if (atomic.add<i32>(control + BARRIER_COUNT, 1) == threads - 1) {
    atomic.store<i32>(control + BARRIER_COUNT, 0);
    atomic.store<i32>(control + BARRIER_GENERATION, generation + 1);
    if (atomic.load<i32>(control + BARRIER_SLEEPERS) > 0) atomic.notify(control + BARRIER_GENERATION, threads);
    return;
  }
  let turns: i32 = 0;
  while (atomic.load<i32>(control + BARRIER_GENERATION) == generation) {
    if (++turns <= BARRIER_SPINS) continue;
    atomic.add<i32>(control + BARRIER_SLEEPERS, 1);
    atomic.wait<i32>(control + BARRIER_GENERATION, generation, -1);
    atomic.sub<i32>(control + BARRIER_SLEEPERS, 1);
  }
}

/** The host's thread: runs an operation with all the others, and returns when all are done. */
export function execute(operation: i32): void {
  if (threads == 1) {
    run(operation);
    return;
  }
  store<i32>(control + OPERATION, operation);
  atomic.store<i32>(control + DONE_THREADS, 0);
  atomic.add<i32>(control + GENERATION, 1);
  if (atomic.load<i32>(control + SLEEPING_THREADS) > 0) atomic.notify(control + GENERATION, threads);
  run(operation);
  let turns: i32 = 0;
  while (true) {
    const done = atomic.load<i32>(control + DONE_THREADS);
    if (done == threads - 1) return;
    if (++turns <= BARRIER_SPINS) continue;
    atomic.store<i32>(control + HOST_SLEEPS, 1);
    atomic.wait<i32>(control + DONE_THREADS, done, -1);
    atomic.store<i32>(control + HOST_SLEEPS, 0);
  }
}

/** Every other thread: runs operations as they come. Returns when the operation is negative. */
export function serve(): void {
  let generation: i32 = atomic.load<i32>(control + GENERATION);
  atomic.add<i32>(control + READY_THREADS, 1);
  while (true) {
    let turns: i32 = 0;
    while (atomic.load<i32>(control + GENERATION) == generation) {
      if (++turns <= spins) continue;
      atomic.add<i32>(control + SLEEPING_THREADS, 1);
      atomic.wait<i32>(control + GENERATION, generation, -1);
      atomic.sub<i32>(control + SLEEPING_THREADS, 1);
    }
    generation++;
    const operation = load<i32>(control + OPERATION);
    if (operation < 0) return;
    run(operation);
    atomic.add<i32>(control + DONE_THREADS, 1);
    if (atomic.load<i32>(control + HOST_SLEEPS) != 0) atomic.notify(control + DONE_THREADS, 1);
  }
}
