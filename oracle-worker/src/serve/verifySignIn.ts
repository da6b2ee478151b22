import { SiweMessage } from "siwe";
import type { Nonces } from "./createNonces.ts";

export type SignIn = { kind: "account"; address: string } | { kind: "refused"; reason: string };

/**
 * Checks an EIP-4361 message: signed by the account it names (not a contract's), for this host and chain, for this version,
 * inside its times, with a nonce issued here and not spent before. The nonce is spent whatever the outcome.
 */
export async function verifySignIn(input: {
  message: string;
  signature: string;
  versionId: number;
  domain: string;
  chainId: number;
  nonces: Nonces;
  now: () => number;
}): Promise<SignIn> {
  const { versionId, domain, chainId, nonces } = input;
  const message = tryParse(input.message);
  if (message === undefined) return refused("the message is not EIP-4361");
  // Before anything waits: two requests at once cannot both spend it.
  if (!nonces.spend(message.nonce)) return refused("the nonce is unknown, too old or used");
  if (message.domain !== domain) return refused(`the message is for ${message.domain}, this is ${domain}`);
  if (message.chainId !== chainId) return refused(`the message is for chain ${message.chainId}, this is ${chainId}`);
  const resource = `assay:version:${versionId}`;
  if (message.resources?.includes(resource) !== true) return refused(`the message does not name ${resource}`);
  const result = await message.verify(
    { signature: input.signature, domain, nonce: message.nonce, time: new Date(input.now()).toISOString() },
    { suppressExceptions: true },
  );
  if (result.success) return { kind: "account", address: message.address };
  return refused(result.error?.type ?? "the signature is not the account's");
}

function tryParse(text: string): SiweMessage | undefined {
  try {
    return new SiweMessage(text);
  } catch {
    return undefined;
  }
}

function refused(reason: string): SignIn {
  return { kind: "refused", reason };
}
