import { writeFile } from "node:fs/promises";

import { type Deployment, DeploymentSchema } from "../../oracle-worker/src/chain/deployment.ts";
import type { AssayDeployment } from "./deployAssay.ts";

/** Writes the deployment file that the command line and the worker read; the chain is Hardhat's. */
export async function writeDeployment(path: string, assay: AssayDeployment): Promise<Deployment> {
  const contracts = {
    AccessManager: await assay.accessManager.getAddress(),
    PipelineRegistry: await assay.pipelineRegistry.getAddress(),
    Policies: await assay.policies.getAddress(),
    DatasetRegistry: await assay.datasetRegistry.getAddress(),
    Benchmarks: await assay.benchmarks.getAddress(),
    Scores: await assay.scores.getAddress(),
    Currencies: await assay.currencies.getAddress(),
    Market: await assay.market.getAddress(),
    Committee: await assay.committee.getAddress(),
    Reassessments: await assay.reassessments.getAddress(),
    AssayLens: await assay.assayLens.getAddress(),
    BoardLens: await assay.boardLens.getAddress(),
    TokenRenderer: await assay.tokenRenderer.getAddress(),
  };
  const deployment = DeploymentSchema.parse({ chainId: 31_337, fromBlock: 0, contracts });
  await writeFile(path, JSON.stringify(deployment));
  return deployment;
}
