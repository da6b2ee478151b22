import { grantStruct } from "../chain/signGrant.ts";
import { AssayError } from "../errors.ts";
import type { CommandContext } from "./commandContext.ts";
import { type GrantFile, readGrantFile } from "./grantFile.ts";
import { openAccount } from "./openAccount.ts";

export type RedeemedGrant = GrantFile["grant"] & { transactionHash: string };

/**
 * Brings a signed grant to the chain, for whoever it names.
 * @throws AssayError `UsageInvalid` for another deployment's grant, `NotFound`, and `ChainReverted` with the registry's reason
 */
export async function redeemGrant(context: CommandContext, path: string): Promise<RedeemedGrant> {
  const { chainId, registry, grant, signature } = await readGrantFile(path);
  using session = await openAccount(context);
  const { deployment, contracts } = session;
  if (chainId !== deployment.chainId || registry !== deployment.contracts.DatasetRegistry) {
    throw new AssayError("UsageInvalid", `the grant is for registry ${registry} on chain ${String(chainId)}`, {
      hint: "use a home whose assay.json names that deployment",
    });
  }
  const receipt = await session.send(
    contracts.datasetRegistry.redeemGrant.populateTransaction(grantStruct(grant), signature),
  );
  return { ...grant, transactionHash: receipt.hash };
}
