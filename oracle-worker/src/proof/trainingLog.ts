import { merkleRoot } from "../core/merkle.ts";
import { fromHex, sha256, toHex, type Hex } from "../core/sha256.ts";
import type { Checkpoint } from "./checkpoints.ts";

/** Head of the hash chain over a run's checkpoints, which starts at its configuration (docs/SPEC.md, P-4). */
export function logHead(configDigest: Hex, checkpoints: readonly Checkpoint[]): Hex {
  return checkpoints.reduce(nextHead, configDigest);
}

/** The head after one more checkpoint. */
export function nextHead(head: Hex, checkpoint: Checkpoint): Hex {
  return toHex(sha256(fromHex(head), recordOf(checkpoint)));
}

/** Merkle root over the checkpoints' state roots (docs/SPEC.md, P-4). */
export function checkpointsRoot(checkpoints: readonly Checkpoint[]): Hex {
  return toHex(merkleRoot(checkpoints.map(({ stateRoot }) => fromHex(stateRoot))));
}

/** uint64be step ‖ float32be loss ‖ losses ‖ stateRoot: 76 bytes. */
function recordOf({ step, loss, losses, stateRoot }: Checkpoint): Uint8Array {
  const record = Buffer.alloc(76);
  record.writeBigUInt64BE(BigInt(step), 0);
  record.writeFloatBE(loss, 8);
  record.set(fromHex(losses), 12);
  record.set(fromHex(stateRoot), 44);
  return record;
}
