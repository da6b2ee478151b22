import { z } from "zod";
import type { Contracts } from "../chain/contracts.ts";
import { decodingReverts, RevertError } from "../chain/decodeRevert.ts";
import { AssayError } from "../errors.ts";
import { VersionIdSchema } from "../pipeline/fields.ts";
import { predictTexts } from "../pipeline/predictTexts.ts";
import type { Nonces } from "./createNonces.ts";
import type { VersionCache } from "./createVersionCache.ts";
import { verifySignIn } from "./verifySignIn.ts";

export const MAX_INPUTS = 64;
/** Requests that compute or wait to; more are asked to come back. */
const MAX_RUNNING = 8;

/** docs/SPEC.md, W-3. */
export const InferRequestSchema = z.strictObject({
  versionId: VersionIdSchema,
  inputs: z.array(z.string()).min(1),
  message: z.string(),
  signature: z.string(),
});
export type InferRequest = z.infer<typeof InferRequestSchema>;

export type InferAnswer =
  | { kind: "answered"; predictions: string[] }
  | { kind: "refused"; status: 400 | 401 | 403 | 404 | 502 | 503; reason: string };

export type Inference = (request: InferRequest) => Promise<InferAnswer>;

export type InferDeps = {
  contracts: Contracts;
  versions: VersionCache;
  nonces: Nonces;
  /** Host that sign-in messages must name. */
  domain: () => string;
  chainId: number;
  /** Wall clock, milliseconds: the times in a sign-in message are people's. */
  now: () => number;
  signal: AbortSignal;
};

/** Answers whoever signs in and may use the version at the latest block: has access to it, and is allowed by its owner's policy. */
export function createInference(deps: InferDeps): Inference {
  let running = 0;

  async function answer(request: InferRequest): Promise<InferAnswer> {
    const { versionId, inputs } = request;
    const signIn = await verifySignIn({ ...request, ...deps, domain: deps.domain() });
    if (signIn.kind === "refused") return refuse(401, signIn.reason);
    if (!(await exists(deps.contracts, versionId))) return refuse(404, `no version ${versionId}`);
    const refusal = await refusalOf(deps.contracts, versionId, signIn.address);
    if (refusal !== undefined) return refuse(403, refusal);
    return predict(deps, versionId, inputs);
  }

  return async (request) => {
    if (running >= MAX_RUNNING) return refuse(503, "busy; try again");
    running++;
    try {
      return await answer(request);
    } finally {
      running--;
    }
  };
}

async function predict(
  { versions, signal }: InferDeps,
  versionId: number,
  inputs: readonly string[],
): Promise<InferAnswer> {
  try {
    const { spec, weights } = await versions.get(versionId);
    return { kind: "answered", predictions: await predictTexts(spec.architecture, weights, inputs, signal) };
  } catch (cause) {
    if (!(cause instanceof AssayError)) throw cause;
    if (cause.code === "DatasetInvalid") return refuse(400, cause.message);
    if (cause.retryable) return refuse(503, `${cause.code}: ${cause.message}`);
    return refuse(502, `${cause.code}: ${cause.message}`);
  }
}

/** Why an account is not served; undefined when it is. */
async function refusalOf({ market }: Contracts, versionId: number, address: string): Promise<string | undefined> {
  if (await decodingReverts(() => market.mayUse(address, versionId))) return undefined;
  return (await decodingReverts(() => market.hasAccess(versionId, address)))
    ? `the owner's policy does not allow ${address} to use version ${versionId}`
    : `${address} has no access to version ${versionId}; buy it first`;
}

async function exists({ pipelineRegistry }: Contracts, versionId: number): Promise<boolean> {
  try {
    await decodingReverts(() => pipelineRegistry.scoringOf(versionId));
    return true;
  } catch (cause) {
    if (cause instanceof RevertError && cause.revert.name === "PipelineRegistryUnknownVersion") return false;
    throw cause;
  }
}

function refuse(status: 400 | 401 | 403 | 404 | 502 | 503, reason: string): InferAnswer {
  return { kind: "refused", status, reason };
}
