import { Interface, isCallException, type ErrorDescription } from "ethers";
import { AccessManager__factory } from "../../../typechain-types/factories/@openzeppelin/contracts/access/manager/AccessManager__factory.ts";
import { AssayLens__factory } from "../../../typechain-types/factories/contracts/AssayLens__factory.ts";
import { Benchmarks__factory } from "../../../typechain-types/factories/contracts/Benchmarks__factory.ts";
import { BoardLens__factory } from "../../../typechain-types/factories/contracts/BoardLens__factory.ts";
import { Committee__factory } from "../../../typechain-types/factories/contracts/Committee__factory.ts";
import { Currencies__factory } from "../../../typechain-types/factories/contracts/Currencies__factory.ts";
import { DatasetRegistry__factory } from "../../../typechain-types/factories/contracts/DatasetRegistry__factory.ts";
import { FunctionsScoreSource__factory } from "../../../typechain-types/factories/contracts/FunctionsScoreSource__factory.ts";
import { Market__factory } from "../../../typechain-types/factories/contracts/Market__factory.ts";
import { PipelineRegistry__factory } from "../../../typechain-types/factories/contracts/PipelineRegistry__factory.ts";
import { Policies__factory } from "../../../typechain-types/factories/contracts/Policies__factory.ts";
import { Reassessments__factory } from "../../../typechain-types/factories/contracts/Reassessments__factory.ts";
import { Scores__factory } from "../../../typechain-types/factories/contracts/Scores__factory.ts";
import { AssayError } from "../errors.ts";

/** A custom error of the contracts: its name, and its arguments as `name=value`. */
export type Revert = { name: string; args: readonly string[] };

/** A call that the chain refused, with what it said. */
export class RevertError extends AssayError {
  readonly revert: Revert;

  constructor(revert: Revert, cause: unknown) {
    super("ChainReverted", `the chain refused: ${revert.name}(${revert.args.join(", ")})`, {
      hint: hintOf(revert.name),
      cause,
    });
    this.revert = revert;
  }
}

// A call may revert with an error of a contract further down: one interface knows them all.
const ERRORS = new Interface(
  [
    AccessManager__factory,
    AssayLens__factory,
    Benchmarks__factory,
    BoardLens__factory,
    Committee__factory,
    Currencies__factory,
    DatasetRegistry__factory,
    FunctionsScoreSource__factory,
    Market__factory,
    PipelineRegistry__factory,
    Policies__factory,
    Reassessments__factory,
    Scores__factory,
  ].flatMap(({ abi }) => abi.filter(({ type }) => type === "error")),
);

/** Runs a read or a simulation; a revert becomes a `RevertError`, other faults pass. */
export async function decodingReverts<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw decodeRevert(cause) ?? cause;
  }
}

/** The revert inside an error of ethers, or undefined when it is another fault. */
export function decodeRevert(error: unknown): RevertError | undefined {
  if (!isCallException(error)) return undefined;
  const parsed = error.data === null ? null : ERRORS.parseError(error.data);
  if (parsed !== null) return new RevertError({ name: parsed.name, args: describeArgs(parsed) }, error);
  if (error.revert !== null) {
    return new RevertError({ name: error.revert.name, args: error.revert.args.map(String) }, error);
  }
  return new RevertError({ name: "Unknown", args: [error.data ?? "without data"] }, error);
}

function describeArgs({ fragment, args }: ErrorDescription): string[] {
  return fragment.inputs.map((input, i) => `${input.name}=${describe(args[i])}`);
}

function describe(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(describe).join(", ")}]` : String(value);
}

function hintOf(name: string): string {
  if (name.endsWith("Paused")) return "the guardian has paused this; try again when it is resumed";
  if (name === "Unknown") return "check that deployment.json belongs to this chain";
  return "the error's name and arguments say what the contract expects; contracts/interfaces documents each";
}
