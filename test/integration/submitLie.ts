import { expect } from "chai";
import { attestationDigest, attestationTag, signAttestation } from "../../oracle-worker/src/chain/attestation.ts";
import { encodeItems } from "../../oracle-worker/src/core/scoreItem.ts";
import type { Hex } from "../../oracle-worker/src/core/sha256.ts";
import { engineDigestOf } from "../../oracle-worker/src/models/backend.ts";
import type { WorkerHome, WorkerWorld } from "./workerWorld.ts";

/**
 * Has everybody who is drawn for a batch sign that a version is right about all 40 samples, and submits that. The epoch is over.
 * @returns the liars' homes, ascending
 */
export async function submitLie(world: WorkerWorld, epoch: number, versionId: number): Promise<WorkerHome[]> {
  const { committee, benchmarks } = world.assay;
  await committee.closeEpoch(epoch);
  // The seed's block, and one that remembers it.
  for (let i = 0; i < 3; i++) await world.advance(1);
  const { isDrawn, workers } = await committee.committeeOf(1, epoch);
  expect(isDrawn).to.equal(true);
  const engineDigest = await engineDigestOf("assay");
  const { shard } = await benchmarks.batchRulesOf(1, engineDigest, epoch);
  const predictionsRoot: Hex = `0x${"11".repeat(32)}`;
  const header = { benchmarkId: 1, epoch, shard: Number(shard), engineDigest, predictionsRoot };
  const nothing = { holder: 0, newlyRight: 0, newlyWrong: 0, parentRight: 0, parentWrong: 0 };
  const items = encodeItems([{ versionId, correct: 40, ...nothing }]);
  const domain = { chainId: 31_337, committee: world.deployment.contracts.Committee };
  const liars = workers.map((index) => world.homes[Number(index)]).filter((home) => home !== undefined);
  const attestations = liars.map(({ index, wallet }) => {
    const tag = attestationTag(new Uint8Array(), wallet.address);
    return { worker: index, tag, ...signAttestation(wallet, attestationDigest(domain, header, items, tag)) };
  });
  await committee.submit(header, items, attestations);
  return liars;
}
