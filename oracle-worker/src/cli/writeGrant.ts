import { randomBytes } from "node:crypto";
import { type Grant, signGrant } from "../chain/signGrant.ts";
import type { DatasetAction } from "../core/datasetAction.ts";
import { encodeLicence } from "../core/encodeLicence.ts";
import type { Hex } from "../core/sha256.ts";
import { AssayError } from "../errors.ts";
import { writeFileAtomically } from "../runs/writeFileAtomically.ts";
import type { CommandContext } from "./commandContext.ts";
import type { GrantFile } from "./grantFile.ts";
import { openAccount } from "./openAccount.ts";

const DAY_SECONDS = 86_400;
const NONCE_BYTES = 16;

export type GrantOptions = {
  /** SPDX expression, or the SHA-256 of the licence's text. */
  licence: string;
  days: number;
  redeemWithinDays: number;
  out: string;
};

/**
 * Signs a grant with the home's key and writes it to a file. Nothing is sent: whoever has the file redeems it.
 * @throws AssayError `NotFound`, `UsageInvalid` when the account does not own the dataset, `FileNotWritable`
 */
export async function writeGrant(
  context: CommandContext,
  subject: { datasetId: number; action: DatasetAction; grantee: Hex },
  options: GrantOptions,
): Promise<GrantFile> {
  using session = await openAccount(context);
  const { owner } = await session.read(() => session.contracts.datasetRegistry.datasetOf(subject.datasetId));
  if (owner !== session.address) {
    throw new AssayError(
      "UsageInvalid",
      `dataset ${String(subject.datasetId)} belongs to ${owner}, not to this account`,
      {
        hint: "sign with the home of the dataset's owner",
      },
    );
  }
  const now = (await session.provider.getBlock("latest"))?.timestamp ?? 0;
  const grant: Grant = {
    ...subject,
    licence: encodeLicence(options.licence),
    expiresAt: now + options.days * DAY_SECONDS,
    // Random: two grants that are signed before either is redeemed have two.
    nonce: String(BigInt(`0x${randomBytes(NONCE_BYTES).toString("hex")}`)),
    deadline: now + options.redeemWithinDays * DAY_SECONDS,
  };
  const domain = { chainId: session.deployment.chainId, registry: session.deployment.contracts.DatasetRegistry };
  const signature = signGrant(session.account, domain, grant);
  const file: GrantFile = { schema: "assay/grant@1", ...domain, grant, signature };
  await writeFileAtomically(options.out, `${JSON.stringify(file, null, 2)}\n`);
  return file;
}
