import { mkdir, readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { decodeTensors, safetensorsParts } from "../models/safetensors.ts";
import { stateShapes } from "../models/stateShapes.ts";
import type { Weights } from "../models/weights.ts";
import { type Spec, trainerSpecOf } from "../pipeline/spec.ts";
import type { RunState } from "../pipeline/train.ts";
import { checkpointSteps } from "../proof/checkpoints.ts";
import { differingLeaves, leavesOf } from "../proof/leaves.ts";
import { nextHead } from "../proof/trainingLog.ts";
import { type CheckpointRecord, decodeRecord, encodeRecord } from "./checkpointRecord.ts";
import { DRAFT_SUFFIX, writeFileAtomically } from "./writeFileAtomically.ts";

/** States besides those that are kept for good: a damaged last one has one before it. */
const LATEST_STATES = 2;

/** The checkpoints of a training that is under way, on disk. One process at a time. */
export interface CheckpointFiles {
  /**
   * Adds the last checkpoint of `run`: first the state, then the record that makes it count, then removes the states
   * that nothing needs any more. A process killed at any instant leaves this checkpoint or the one before.
   * @throws AssayError `FileNotWritable`
   */
  readonly write: (run: RunState) => Promise<void>;
  /**
   * The last checkpoint that is intact, every bit checked against the hash chain; undefined where there is none at all.
   * `problems` names the damaged ones that were passed over.
   * @throws AssayError `CheckpointCorrupt` when there are checkpoints, and none is intact
   */
  readonly readLast: () => Promise<{ run: RunState | undefined; problems: string[] }>;
  /** The state file of a kept step. */
  readonly statePath: (step: number) => string;
}

/**
 * @param run `configDigest` is where the hash chain starts, `kept` the steps whose states stay
 */
export function createCheckpointFiles(
  directory: string,
  { spec, configDigest, kept }: { spec: Spec; configDigest: Hex; kept: ReadonlySet<number> },
): CheckpointFiles {
  const shapes = stateShapes(trainerSpecOf(spec));
  const steps = checkpointSteps(spec.train);
  const pathOf = (step: number, extension: string): string =>
    join(directory, `${String(step).padStart(7, "0")}.${extension}`);
  const statePath = (step: number): string => pathOf(step, "safetensors");
  const recordPath = (step: number): string => pathOf(step, "json");
  let head: { step: number; value: Hex } = { step: 0, value: configDigest };

  async function write({ checkpoints, losses, leaves, state }: RunState): Promise<void> {
    const checkpoint = checkpoints.at(-1);
    const ownLeaves = leaves.at(-1);
    if (checkpoint === undefined || ownLeaves === undefined) throw new RangeError("the run has no checkpoint yet");
    await writeFileAtomically(statePath(checkpoint.step), safetensorsParts(state));
    const value = nextHead(head.value, checkpoint);
    const record = { checkpoint, losses: losses.subarray(head.step), leaves: ownLeaves, head: value };
    await writeFileAtomically(recordPath(checkpoint.step), encodeRecord(record));
    head = { step: checkpoint.step, value };
    const old = checkpoints.at(-1 - LATEST_STATES);
    if (old !== undefined && !kept.has(old.step)) await rm(statePath(old.step), { force: true });
  }

  async function readLast(): Promise<{ run: RunState | undefined; problems: string[] }> {
    await removeDrafts(directory);
    const problems: string[] = [];
    const records = await readRecords(problems);
    const isFirst = records.length === 0 && problems.length === 0;
    for (let count = records.length; count > 0; count--) {
      const last = records[count - 1];
      const state = last && (await readState(last, problems));
      if (last === undefined || state === undefined) continue;
      head = { step: last.checkpoint.step, value: last.head };
      return { run: runOf(records.slice(0, count), state), problems };
    }
    if (isFirst) return { run: undefined, problems };
    throw new AssayError("CheckpointCorrupt", `${directory} holds no intact checkpoint: ${problems.join("; ")}`, {
      hint: "remove the run's directory and train again",
    });
  }

  /** Every record from the first on, up to the first that is missing or damaged. */
  async function readRecords(problems: string[]): Promise<CheckpointRecord[]> {
    const records: CheckpointRecord[] = [];
    let before = { step: 0, head: configDigest };
    for (const step of steps) {
      const text = await readIfThere(recordPath(step));
      if (text === undefined) break;
      const record = decodeRecord(text.toString("latin1"), before.head, { step, losses: step - before.step, shapes });
      if (record === undefined) {
        problems.push(`the record of checkpoint ${step} is damaged`);
        break;
      }
      records.push(record);
      before = { step, head: record.head };
    }
    return records;
  }

  /** undefined where the state has been removed on purpose, or is not the one of the record. */
  async function readState({ checkpoint, leaves }: CheckpointRecord, problems: string[]): Promise<Weights | undefined> {
    const bytes = await readIfThere(statePath(checkpoint.step));
    if (bytes === undefined) return undefined;
    const state = tryDecode(bytes);
    const wrong = state === undefined ? ["its layout"] : differingLeaves(leaves, leavesOf(state));
    if (wrong.length === 0) return state;
    problems.push(`the state of checkpoint ${checkpoint.step} is damaged: ${wrong.join(", ")}`);
    return undefined;
  }

  function tryDecode(bytes: Uint8Array): Weights | undefined {
    try {
      return decodeTensors(bytes, shapes);
    } catch (cause) {
      if (cause instanceof AssayError) return undefined;
      throw cause;
    }
  }

  return { write, readLast, statePath };
}

function runOf(records: readonly CheckpointRecord[], state: Weights): RunState {
  return {
    checkpoints: records.map(({ checkpoint }) => checkpoint),
    losses: Float32Array.from(records.flatMap(({ losses }) => [...losses])),
    leaves: records.map(({ leaves }) => leaves),
    state,
  };
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw new AssayError("FileUnreadable", `cannot read ${path}`, { hint: "check its permissions", cause });
  }
}

async function removeDrafts(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const name of await readdir(directory)) {
    if (name.endsWith(DRAFT_SUFFIX)) await rm(join(directory, name), { force: true });
  }
}
