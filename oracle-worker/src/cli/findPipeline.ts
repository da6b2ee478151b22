import { AssayError } from "../errors.ts";
import type { AccountSession } from "./openAccount.ts";

/** This account's latest pipeline with a spec. @param specDigest SHA-256 of the spec's block @throws AssayError `NotFound` */
export async function findPipeline(session: AccountSession, specDigest: string): Promise<number> {
  const { pipelineRegistry } = session.contracts;
  const minted = pipelineRegistry.filters.PipelineMinted(undefined, session.address);
  const events = await session.read(() => pipelineRegistry.queryFilter(minted, session.deployment.fromBlock));
  const found = events.findLast(({ args }) => args.specDigest === specDigest);
  if (found !== undefined) return Number(found.args.pipelineId);
  throw new AssayError("NotFound", `account ${session.address} has minted no pipeline with this spec`, {
    hint: "mint it first, or name a pipeline with --pipeline",
  });
}
