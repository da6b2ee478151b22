import type { HardhatEthersSigner } from "@nomicfoundation/hardhat-ethers/types";
import { AbiCoder, id, keccak256, ZeroHash } from "ethers";

import type { MarketDeployment } from "./deployMarket.ts";

export interface Collaborator {
  account: string;
  shareBps: bigint;
}

export interface NewVersion {
  owner: HardhatEthersSigner;
  pipelineId: bigint;
  parents?: readonly bigint[];
  /** With a training proof; the first parent is then the primary one, and must be proven itself. */
  proven?: boolean;
  datasets?: readonly bigint[];
  collaborators?: readonly Collaborator[];
}

const DIGEST = id("constant");

/** A run that ends with weights of its own; everything that no check reads is constant. */
function proofOf(initRoot: string, versionId: bigint) {
  return {
    dataDigest: DIGEST,
    configDigest: DIGEST,
    initRoot,
    finalRoot: finalRootOf(versionId),
    metricsDigest: DIGEST,
    logHead: DIGEST,
    checkpointsRoot: DIGEST,
    engineDigest: DIGEST,
    steps: 1n,
  };
}

const finalRootOf = (versionId: bigint): string => id(`weights of ${versionId}`);

type Proof = ReturnType<typeof proofOf>;

/** SPEC P-1. */
function commit(proof: Proof): string {
  const fields = "tuple(bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,bytes32,uint64)";
  return keccak256(AbiCoder.defaultAbiCoder().encode([fields], [Object.values(proof)]));
}

/** Registers versions through the real registry and remembers their proofs, as a contributor's tool would. */
export class VersionRegistrar {
  readonly #deployment: Pick<MarketDeployment, "pipelines">;
  readonly #proofs = new Map<bigint, Proof>();

  constructor(deployment: Pick<MarketDeployment, "pipelines">) {
    this.#deployment = deployment;
  }

  async register(version: NewVersion): Promise<bigint> {
    const registry = this.#deployment.pipelines.connect(version.owner);
    const versionId = (await registry.versionCount()) + 1n;
    const parents = [...(version.parents ?? [])];
    const primary = parents[0];
    const proof = version.proven ? proofOf(primary ? finalRootOf(primary) : DIGEST, versionId) : undefined;
    const params = {
      pipelineId: version.pipelineId,
      manifestDigest: DIGEST,
      trainingCommitment: proof ? commit(proof) : ZeroHash,
      parents,
      datasets: [...(version.datasets ?? [])],
      collaborators: (version.collaborators ?? []).map(({ account, shareBps }) => ({ account, shareBps })),
      maxRoyaltyBps: 9000n,
    };
    const parentProof = primary ? this.#proofs.get(primary) : undefined;
    if (proof && primary) {
      if (!parentProof) throw new Error(`version ${primary} has no proof`);
      await registry.registerDerivedVersion(params, proof, parentProof);
    } else {
      await registry.registerVersion(params);
    }
    if (proof) this.#proofs.set(versionId, proof);
    return versionId;
  }

  /**
   * Tries to register a version trained from one parent's weights as a derivative of another.
   * @param proofOfParent whose proof is shown as the claimed parent's; its own unless told
   */
  async registerFrom(attempt: {
    owner: HardhatEthersSigner;
    trainedFrom: bigint;
    claimed: bigint;
    proofOfParent?: bigint;
  }): Promise<void> {
    const registry = this.#deployment.pipelines.connect(attempt.owner);
    const parentProof = this.#proofs.get(attempt.proofOfParent ?? attempt.claimed);
    if (!parentProof) throw new Error("the parent has no proof");
    const proof = proofOf(finalRootOf(attempt.trainedFrom), (await registry.versionCount()) + 1n);
    const { pipelineId } = await registry.versionOf(attempt.claimed);
    const params = {
      pipelineId,
      manifestDigest: DIGEST,
      trainingCommitment: commit(proof),
      parents: [attempt.claimed],
      datasets: [],
      collaborators: [],
      maxRoyaltyBps: 9000n,
    };
    await registry.registerDerivedVersion(params, proof, parentProof);
  }
}
