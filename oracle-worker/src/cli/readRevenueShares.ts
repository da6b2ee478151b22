import type { ChainSession } from "./openChain.ts";
import { readCollaborators } from "./readCollaborators.ts";

/** `keptE8`: part of what the version keeps, in 10⁻⁸, exactly; a collaborator's is rounded down. `account` is null for the oracle fund. */
export type Payee = { kind: string; account: string | null; datasetId: number | null; keptE8: number };

/** What a parent gets, in 65,535ths. */
export type PassedUp = { parent: number; owner: string; salesShare: number; inflowShare: number };

/** `fixed`: for ever, by the first final score. Before it nothing is passed up, and the payees are those there would be without parents. */
export type RevenueShares = { fixed: boolean; payees: Payee[]; passedUp: PassedUp[] };

/** Who is paid when a version sells. */
export async function readRevenueShares(chain: ChainSession, versionId: number): Promise<RevenueShares> {
  const { lens } = chain.contracts;
  const { payees, edges, isFixed } = await chain.read(() => lens["revenueShareOf(uint64)"](versionId));
  const collaborators = await readCollaborators(chain, versionId);
  const totalBps = collaborators.reduce((sum, { shareBps }) => sum + shareBps, 0n);
  return {
    fixed: isFixed,
    payees: payees.flatMap(({ payee, kind, datasetId, keptE8 }): Payee[] =>
      kind === "collaborators"
        ? collaborators.map(({ account, shareBps }) => ({
            kind: "collaborator",
            account,
            datasetId: null,
            keptE8: Number((keptE8 * shareBps) / totalBps),
          }))
        : [
            {
              kind,
              account: kind === "oracle fund" ? null : payee,
              datasetId: datasetId === 0n ? null : Number(datasetId),
              keptE8: Number(keptE8),
            },
          ],
    ),
    passedUp: edges.map(({ parent, parentOwner, salesShare, inflowShare }) => ({
      parent: Number(parent),
      owner: parentOwner,
      salesShare: Number(salesShare),
      inflowShare: Number(inflowShare),
    })),
  };
}
