import type { AccountSession } from "./openAccount.ts";
import { NATIVE } from "./native.ts";
import { readCollaborators } from "./readCollaborators.ts";
import type { Currency } from "./readCurrency.ts";

/** `PayeeKind` of contracts/types/Revenue.sol. */
const PAYEE_KINDS = { owner: 0, treasury: 1, dataset: 2 } as const;
type Role = keyof typeof PAYEE_KINDS | "collaborator";

/** Something that an account may withdraw from a version, owed now or not. */
export type Claimable = {
  role: Role;
  versionId: number;
  /** Which dataset or collaborator; else 0. */
  index: number;
  currency: Currency;
  /** In the currency's units. */
  owed: () => Promise<bigint>;
  withdraw: () => ReturnType<AccountSession["contracts"]["market"]["withdraw"]["populateTransaction"]>;
};

/** Every role in which the session's account is a payee of a version, in each of the currencies. */
export async function findClaims(
  session: AccountSession,
  versionId: number,
  currencies: readonly Currency[],
): Promise<Claimable[]> {
  const { datasets } = await session.read(() => session.contracts.pipelineRegistry.versionOf(versionId));
  const slots: { role: keyof typeof PAYEE_KINDS; index: number }[] = [
    { role: "owner", index: 0 },
    { role: "treasury", index: 0 },
    ...datasets.map((_, index) => ({ role: "dataset" as const, index })),
  ];
  const claims: Claimable[] = [];
  for (const { role, index } of slots) {
    // The payee is the same in every currency.
    const { payee } = await session.read(() =>
      session.contracts.market.owedOf(versionId, NATIVE, PAYEE_KINDS[role], index),
    );
    if (payee !== session.address) continue;
    claims.push(...currencies.map((currency) => payeeClaim(session, { versionId, role, index, currency })));
  }
  return [...claims, ...(await collaboratorClaims(session, versionId, currencies))];
}

function payeeClaim(
  session: AccountSession,
  claim: { versionId: number; role: keyof typeof PAYEE_KINDS; index: number; currency: Currency },
): Claimable {
  const { market } = session.contracts;
  const { versionId, role, index, currency } = claim;
  const slot = [versionId, currency.address, PAYEE_KINDS[role], index] as const;
  return {
    ...claim,
    owed: async () => (await market.owedOf(...slot)).amount,
    withdraw: () => market.withdraw.populateTransaction(...slot, session.address),
  };
}

async function collaboratorClaims(
  session: AccountSession,
  versionId: number,
  currencies: readonly Currency[],
): Promise<Claimable[]> {
  const { market } = session.contracts;
  const list = await readCollaborators(session, versionId);
  return list.flatMap(({ account }, index) =>
    account !== session.address
      ? []
      : currencies.map((currency) => ({
          role: "collaborator" as const,
          versionId,
          index,
          currency,
          owed: () => market.owedToCollaborator(versionId, currency.address, list, index),
          withdraw: () =>
            market.withdrawCollaborator.populateTransaction(versionId, currency.address, list, index, session.address),
        })),
  );
}
