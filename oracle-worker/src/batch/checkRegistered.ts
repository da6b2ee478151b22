import type { RegisteredVersion } from "../chain/readVersion.ts";
import { trainingCommitment } from "../chain/trainingCommitment.ts";
import { AssayError } from "../errors.ts";
import type { VersionManifest } from "../pipeline/manifests.ts";
import { ContradictionError } from "../proof/contradiction.ts";

/**
 * Refuses a manifest that is not the registered version's own.
 * @throws AssayError `ManifestInvalid` for another pipeline or contributor; `ProofMismatch` for another proof
 */
export function checkRegistered(registered: RegisteredVersion, manifest: VersionManifest): void {
  const { versionId } = registered;
  expectSame(versionId, "pipelineId", manifest.pipelineId, registered.pipelineId);
  expectSame(versionId, "contributor", manifest.contributor, registered.contributor);
  const found = manifest.proof === null ? undefined : trainingCommitment(manifest.proof);
  if (found === registered.trainingCommitment) return;
  throw new ContradictionError(
    { what: "commitment", claimed: registered.trainingCommitment ?? "none", found: found ?? "none" },
    `version ${versionId}: the chain against the published proof`,
    "the published proof is not the registered one; do not use the version",
  );
}

function expectSame(versionId: number, field: string, given: string | number, onChain: string | number): void {
  if (given === onChain) return;
  throw new AssayError(
    "ManifestInvalid",
    `version ${versionId}: the manifest's ${field} is ${given}, the chain says ${onChain}`,
    {
      hint: "the manifest was published for another version",
    },
  );
}
