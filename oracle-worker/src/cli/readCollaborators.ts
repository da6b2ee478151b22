import type { ChainSession } from "./openChain.ts";

export type Collaborator = { account: string; shareBps: bigint };

/** A version's collaborators. The chain keeps only their list's hash; the list stands in the registration's event. */
export async function readCollaborators(chain: ChainSession, versionId: number): Promise<Collaborator[]> {
  const { pipelineRegistry } = chain.contracts;
  const { totalBps } = await chain.read(() => pipelineRegistry.collaboratorsOf(versionId));
  if (totalBps === 0n) return [];
  const filter = pipelineRegistry.filters.VersionRegistered(versionId);
  const [event] = await chain.read(() => pipelineRegistry.queryFilter(filter, chain.deployment.fromBlock));
  return (event?.args.collaborators ?? []).map(({ account, shareBps }) => ({ account, shareBps }));
}
