import type { Role, RolesWorld } from "./createRolesWorld.ts";

/** Of one function: `ok`, or the name of the error, for each caller. */
export type Outcomes = Partial<Record<Role, string>> & { others: string };

/** What a function answers to each role, with the arguments given. */
export interface Row {
  contract: string;
  /** The name, or the signature where the name is overloaded. */
  fn: string;
  args: (world: RolesWorld) => readonly unknown[];
  valueWei: bigint;
  running: Outcomes;
  /** While every contract is paused. */
  paused: Outcomes;
}

export const anyone = (others = "ok"): Outcomes => ({ others });

/** `role` gets `outcome`, everybody else `refusal`. */
export const only = (role: Role, refusal: string, outcome = "ok"): Outcomes => ({ others: refusal, [role]: outcome });

/** What the AccessManager keeps for a role: nobody else comes through, a pause changes nothing. */
export const restricted = (role: Role): Outcomes => only(role, "AccessManagedUnauthorized");

/** Writes the rows of one contract. */
export function rowsOf(contract: string) {
  return (
    fn: string,
    args: readonly unknown[] | ((world: RolesWorld) => readonly unknown[]),
    running: Outcomes,
    options: { paused?: Outcomes | string; valueWei?: bigint } = {},
  ): Row => {
    const paused = typeof options.paused === "string" ? anyone(options.paused) : (options.paused ?? running);
    const argsOf = typeof args === "function" ? args : () => args;
    return { contract, fn, args: argsOf, valueWei: options.valueWei ?? 0n, running, paused };
  };
}
