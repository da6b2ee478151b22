import type { AccountSession } from "./openAccount.ts";
import { readCollaborators } from "./readCollaborators.ts";
import { NATIVE } from "./readQuote.ts";

/** `PayeeKind` of contracts/types/Revenue.sol. */
const PAYEE_KINDS = { owner: 0, treasury: 1, dataset: 2 } as const;
type Role = keyof typeof PAYEE_KINDS | "collaborator";

/** Something that an account may withdraw from a version, owed now or not. */
export type Claimable = {
  role: Role;
  versionId: number;
  /** Which dataset or collaborator; else 0. */
  index: number;
  owedWei: () => Promise<bigint>;
  withdraw: () => ReturnType<AccountSession["contracts"]["market"]["withdraw"]["populateTransaction"]>;
};

/** Every role in which the session's account is a payee of a version. */
export async function findClaims(session: AccountSession, versionId: number): Promise<Claimable[]> {
  const { datasets } = await session.read(() => session.contracts.pipelineRegistry.versionOf(versionId));
  const slots: { role: keyof typeof PAYEE_KINDS; index: number }[] = [
    { role: "owner", index: 0 },
    { role: "treasury", index: 0 },
    ...datasets.map((_, index) => ({ role: "dataset" as const, index })),
  ];
  const claims: Claimable[] = [];
  for (const { role, index } of slots) {
    const { payee } = await session.read(() =>
      session.contracts.market.owedOf(versionId, NATIVE, PAYEE_KINDS[role], index),
    );
    if (payee === session.address) claims.push(payeeClaim(session, versionId, role, index));
  }
  return [...claims, ...(await collaboratorClaims(session, versionId))];
}

function payeeClaim(
  session: AccountSession,
  versionId: number,
  role: keyof typeof PAYEE_KINDS,
  index: number,
): Claimable {
  const { market } = session.contracts;
  const kind = PAYEE_KINDS[role];
  return {
    role,
    versionId,
    index,
    owedWei: async () => (await market.owedOf(versionId, NATIVE, kind, index)).amount,
    withdraw: () => market.withdraw.populateTransaction(versionId, NATIVE, kind, index, session.address),
  };
}

async function collaboratorClaims(session: AccountSession, versionId: number): Promise<Claimable[]> {
  const { market } = session.contracts;
  const list = await readCollaborators(session, versionId);
  return list.flatMap(({ account }, index) =>
    account !== session.address
      ? []
      : [
          {
            role: "collaborator" as const,
            versionId,
            index,
            owedWei: () => market.owedToCollaborator(versionId, NATIVE, list, index),
            withdraw: () =>
              market.withdrawCollaborator.populateTransaction(versionId, NATIVE, list, index, session.address),
          },
        ],
  );
}
