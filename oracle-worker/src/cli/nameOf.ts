import { asHex } from "../chain/asHex.ts";
import type { Deployment } from "../chain/deployment.ts";
import { formatVersionName } from "../chain/versionName.ts";

/** The full name of a version of the home's deployment. */
export function nameOf({ deployment }: { deployment: Deployment }, versionId: number): string {
  const { chainId, contracts } = deployment;
  return formatVersionName({ chainId, registry: asHex(contracts.PipelineRegistry), versionId });
}
