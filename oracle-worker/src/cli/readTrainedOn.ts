import { cidOfSha256 } from "../ipfs/rawCid.ts";
import type { ChainSession } from "./openChain.ts";

/** A dataset under a version. `throughVersion`: the nearest version that was trained on it; the version itself where `direct`. */
export type UnderlyingDataset = {
  datasetId: number;
  throughVersion: number;
  direct: boolean;
  owner: string;
  manifestCid: string;
  licence: string;
  nonCommercial: boolean;
  /** Part of what `throughVersion` keeps. */
  royaltyBps: number;
};

/** `complete`: whether all ancestors were looked at (docs/SPEC.md, B-5). */
export type TrainedOn = { datasets: UnderlyingDataset[]; versionsWalked: number; complete: boolean };

/** What a version and all its ancestors were trained on. */
export async function readTrainedOn({ contracts, read }: ChainSession, versionId: number): Promise<TrainedOn> {
  const { datasets, versionsWalked, complete } = await read(() => contracts.lens.trainedOn(versionId));
  return {
    datasets: datasets.map((row) => ({
      datasetId: Number(row.datasetId),
      throughVersion: Number(row.versionId),
      direct: row.isDirect,
      owner: row.owner,
      manifestCid: cidOfSha256(row.manifestDigest),
      licence: row.licence,
      nonCommercial: row.nonCommercial,
      royaltyBps: Number(row.royaltyBps),
    })),
    versionsWalked: Number(versionsWalked),
    complete,
  };
}
