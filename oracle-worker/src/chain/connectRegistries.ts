import type { ContractRunner } from "ethers";
import { DatasetRegistry__factory } from "../../../typechain-types/factories/contracts/DatasetRegistry__factory.ts";
import { PipelineRegistry__factory } from "../../../typechain-types/factories/contracts/PipelineRegistry__factory.ts";
import type { Hex } from "../core/sha256.ts";
import type { Contracts } from "./contracts.ts";

/** The registry of pipelines at an address, and the registry of datasets that it names. */
export async function connectRegistries(
  registry: Hex,
  runner: ContractRunner,
): Promise<Pick<Contracts, "pipelineRegistry" | "datasetRegistry">> {
  const pipelineRegistry = PipelineRegistry__factory.connect(registry, runner);
  const datasets = await pipelineRegistry.DATASETS();
  return { pipelineRegistry, datasetRegistry: DatasetRegistry__factory.connect(datasets, runner) };
}
