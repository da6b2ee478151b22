import { z } from "zod";
import type { CommandContext } from "./commandContext.ts";
import { callWorker } from "./callWorker.ts";
import { findEndpoint } from "./findEndpoint.ts";
import { openAccount } from "./openAccount.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";
import { resolveVersion } from "./resolveVersion.ts";
import { signInMessage } from "./signInMessage.ts";

const NonceSchema = z.object({ nonce: z.string().regex(/^[a-zA-Z0-9]{8,128}$/) });
const AnswerSchema = z.object({ versionId: z.number(), predictions: z.array(z.string()) });

export type Inference = { versionId: number; endpoint: string; predictions: string[] };

/**
 * Asks a worker for predictions, signed in as the home's account (docs/SPEC.md, W-3).
 * @throws AssayError `AccessDenied`, `EndpointUnreachable`, `NotFound`, `UsageInvalid`
 */
export async function infer(
  context: CommandContext,
  { version, inputs, endpoint }: { version: VersionRef; inputs: readonly string[]; endpoint: string | undefined },
): Promise<Inference> {
  using session = await openAccount(context);
  const versionId = await resolveVersion(session, version);
  const origin = endpoint ?? (await findEndpoint(session));
  const { nonce } = NonceSchema.parse(await callWorker(origin, "/nonce", undefined, context.signal));
  const message = signInMessage({
    origin,
    address: session.address,
    chainId: session.deployment.chainId,
    nonce,
    versionId,
    now: new Date(),
  });
  const signature = await session.account.signMessage(message);
  const answer = AnswerSchema.parse(
    await callWorker(origin, "/infer", { versionId, inputs, message, signature }, context.signal),
  );
  return { ...answer, endpoint: origin };
}
