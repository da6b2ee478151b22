import type { Hex } from "../core/sha256.ts";
import { asHex } from "./asHex.ts";
import type { Contracts } from "./contracts.ts";
import { decodingReverts } from "./decodeRevert.ts";

/** What the registry says of a version, as far as a worker checks it. Addresses and digests are lower case. */
export type RegisteredVersion = {
  versionId: number;
  pipelineId: number;
  benchmarkId: number;
  contributor: Hex;
  manifestDigest: Hex;
  /** undefined: measured, not proven */
  trainingCommitment: Hex | undefined;
  parents: number[];
  datasets: number[];
};

/** The contract that knows versions. */
export type Registry = Pick<Contracts, "pipelineRegistry">;

/** @throws RevertError `PipelineRegistryUnknownVersion` */
export async function readVersion({ pipelineRegistry }: Registry, versionId: number): Promise<RegisteredVersion> {
  const version = await decodingReverts(() => pipelineRegistry.versionOf(versionId));
  const { benchmarkId } = await decodingReverts(() => pipelineRegistry.scoringOf(versionId));
  return {
    versionId,
    pipelineId: Number(version.pipelineId),
    benchmarkId: Number(benchmarkId),
    contributor: asHex(version.contributor),
    manifestDigest: asHex(version.manifestDigest),
    trainingCommitment: BigInt(version.trainingCommitment) === 0n ? undefined : asHex(version.trainingCommitment),
    parents: version.parents.map(Number),
    datasets: version.datasets.map(({ datasetId }) => Number(datasetId)),
  };
}

/** The seed that a version's initial weights follow from (docs/SPEC.md, L-7). */
export async function readSeed(
  { pipelineRegistry }: Registry,
  { pipelineId, contributor, userSeed }: { pipelineId: number; contributor: string; userSeed: string },
): Promise<Hex> {
  return asHex(await decodingReverts(() => pipelineRegistry.seedOf(pipelineId, contributor, userSeed)));
}
