import type { Contestant } from "./contestant.ts";
import { median } from "./median.ts";
import { type Running, startContestant } from "./startContestant.ts";

export type RoundOptions = {
  /** Tokens or rows of one step. */
  readonly unitsPerStep: number;
  readonly rounds: number;
  readonly turnMilliseconds: number;
  /** Steps before the rounds: they warm up, their values are compared and the state after them is digested. */
  readonly firstSteps: number;
  /** How far a value may be from the first contestant's, as a fraction of it. */
  readonly tolerance: number;
  readonly log: (message: string) => void;
};

/** `speeds`: units per second, one per round, or one alone of a slow contestant. */
export type Measured = {
  readonly contestant: Contestant;
  readonly speeds: readonly number[];
  readonly peakBytes: number | null;
  readonly digest: string | null;
  readonly reason: string | null;
};

/** The longest that the first steps of a contestant may take. */
const FIRST_STEPS_LIMIT_MS = 150_000;
/** A contestant whose steps are slower is measured once, not in every round. */
const SLOW_STEP_MS = 4_000;

type Seat = {
  readonly contestant: Contestant;
  running: Running | null;
  isSlow: boolean;
  speeds: number[];
  digest: string | null;
  reason: string | null;
};

/**
 * Lets every contestant take turns, each in a process of its own: all start, take the same first steps, and then
 * run one after another, round by round, so that what else the machine does meets all of them.
 */
export async function runRounds(contestants: readonly Contestant[], options: RoundOptions): Promise<Measured[]> {
  const seats = contestants.map((contestant): Seat => ({
    contestant,
    running: null,
    isSlow: false,
    speeds: [],
    digest: null,
    reason: null,
  }));
  try {
    let expected: number[] | null = null;
    for (const seat of seats) expected = await takeFirstSteps(seat, expected, options);
    for (let round = 0; round < options.rounds; round++) {
      options.log(`round ${round + 1} of ${options.rounds}`);
      const order = round % 2 === 0 ? seats : seats.toReversed();
      for (const seat of order) await takeTurn(seat, options);
    }
    return seats.map(({ contestant, running, speeds, digest, reason }) => ({
      contestant,
      speeds,
      digest,
      reason,
      peakBytes: running?.peakBytes() ?? null,
    }));
  } finally {
    for (const { running } of seats) running?.stop();
  }
}

async function takeFirstSteps(seat: Seat, expected: number[] | null, options: RoundOptions): Promise<number[] | null> {
  const { start, engine, threads } = seat.contestant;
  if ("reason" in start) {
    seat.reason = start.reason;
    return expected;
  }
  options.log(`${engine}, threads: ${threads}: first steps`);
  try {
    seat.running = await startContestant(start);
    const { values, milliseconds } = await seat.running.turn({ steps: options.firstSteps }, FIRST_STEPS_LIMIT_MS);
    seat.digest = await seat.running.digest();
    const problem = expected === null ? null : difference(values, expected, options.tolerance);
    if (problem !== null) throw new Error(problem);
    seat.isSlow = median(milliseconds) > SLOW_STEP_MS;
    if (seat.isSlow) seat.speeds.push(speedOf(milliseconds, options.unitsPerStep));
    return expected ?? values;
  } catch (error) {
    fail(seat, error);
    return expected;
  }
}

async function takeTurn(seat: Seat, { unitsPerStep, turnMilliseconds }: RoundOptions): Promise<void> {
  if (seat.running === null || seat.reason !== null || seat.isSlow) return;
  try {
    const turn = await seat.running.turn({ milliseconds: turnMilliseconds }, FIRST_STEPS_LIMIT_MS);
    seat.speeds.push(speedOf(turn.milliseconds, unitsPerStep));
  } catch (error) {
    fail(seat, error);
  }
}

function speedOf(milliseconds: readonly number[], units: number): number {
  return (1000 * units) / median(milliseconds);
}

function fail(seat: Seat, error: unknown): void {
  seat.reason = error instanceof Error ? error.message : String(error);
  seat.running?.stop();
}

function difference(values: readonly number[], expected: readonly number[], tolerance: number): string | null {
  for (const [i, value] of values.entries()) {
    const other = expected[i] ?? Number.NaN;
    if (!(Math.abs(value - other) <= tolerance * Math.abs(other)))
      return `computes something else: ${value} where the first contestant has ${other} (step ${i + 1})`;
  }
  return null;
}
