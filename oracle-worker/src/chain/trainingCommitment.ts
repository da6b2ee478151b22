import { AbiCoder, keccak256 } from "ethers";
import type { Hex } from "../core/sha256.ts";
import type { TrainingProof } from "../proof/trainingProof.ts";
import { asHex } from "./asHex.ts";

const PROOF_TYPES = [...Array<string>(8).fill("bytes32"), "uint64"];

/** What a version stores of its proof: `keccak256(abi.encode(TrainingProof))` (docs/SPEC.md, P-1). */
export function trainingCommitment(proof: TrainingProof): Hex {
  const encoded = AbiCoder.defaultAbiCoder().encode(PROOF_TYPES, [
    proof.dataDigest,
    proof.configDigest,
    proof.initRoot,
    proof.finalRoot,
    proof.metricsDigest,
    proof.logHead,
    proof.checkpointsRoot,
    proof.engineDigest,
    proof.steps,
  ]);
  return asHex(keccak256(encoded));
}
