/** A bug of at most three lines, seeded into the contracts, and the tests that must catch it. */
export interface Twin {
  /** The invariant's number in docs/invariants.md. */
  invariant: number;
  /** The bug, in a few words. */
  name: string;
  file: string;
  /** Occurs once in the file. */
  search: string;
  replace: string;
  /** Test files, Solidity or mocha; handlers included. */
  tests: readonly string[];
  /** Pattern of the names of the tests that run; one of them must fail. */
  match: string;
  /** What the failing test must say, where other invariants are asserted beside this one. */
  says?: string;
}

/** What one Solidity test came to. */
export interface TestOutcome {
  name: string;
  passed: boolean;
  reason: string;
  /** Calls or fuzz runs until the test ended. */
  calls: number;
}

export interface TwinResult {
  invariant: number;
  twin: string;
  caught: boolean;
  /** Calls or fuzz runs until the test failed; 0 where none did. */
  calls: number;
}
