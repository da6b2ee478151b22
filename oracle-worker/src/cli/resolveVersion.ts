import type { Contracts } from "../chain/contracts.ts";
import { AssayError } from "../errors.ts";
import type { ChainSession } from "./openChain.ts";
import type { VersionRef } from "./parse/parseVersionRef.ts";

type Registry = Pick<ChainSession, "read"> & { readonly contracts: Pick<Contracts, "pipelineRegistry"> };

/**
 * The id of a version that a command was given by id or alias. An alias is resolved once, when the command starts.
 * @throws AssayError `NotFound` for an unknown pipeline, and for an alias that names none
 */
export async function resolveVersion({ contracts, read }: Registry, ref: VersionRef): Promise<number> {
  if (typeof ref === "number") return ref;
  const { pipelineId, alias } = ref;
  const { pipelineRegistry } = contracts;
  const versionId = await read(() =>
    alias === "latest" ? pipelineRegistry.latestOf(pipelineId) : pipelineRegistry.stableOf(pipelineId),
  );
  if (versionId !== 0n) return Number(versionId);
  throw new AssayError("NotFound", `pipeline ${String(pipelineId)} has no ${alias} version`, {
    hint:
      alias === "latest"
        ? "none is registered yet"
        : `name one by its id, or ${String(pipelineId)}@latest; its owner sets it with assay alias`,
  });
}
