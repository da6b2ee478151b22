import type { ContractRunner } from "ethers";
import type { AssayLens } from "../../../typechain-types/contracts/AssayLens.ts";
import type { Benchmarks } from "../../../typechain-types/contracts/Benchmarks.ts";
import type { BoardLens } from "../../../typechain-types/contracts/BoardLens.ts";
import type { Committee } from "../../../typechain-types/contracts/Committee.ts";
import type { Currencies } from "../../../typechain-types/contracts/Currencies.ts";
import type { DatasetRegistry } from "../../../typechain-types/contracts/DatasetRegistry.ts";
import type { FunctionsScoreSource } from "../../../typechain-types/contracts/FunctionsScoreSource.ts";
import type { Market } from "../../../typechain-types/contracts/Market.ts";
import type { PipelineRegistry } from "../../../typechain-types/contracts/PipelineRegistry.ts";
import type { Policies } from "../../../typechain-types/contracts/Policies.ts";
import type { Reassessments } from "../../../typechain-types/contracts/Reassessments.ts";
import type { Scores } from "../../../typechain-types/contracts/Scores.ts";
import { AssayLens__factory } from "../../../typechain-types/factories/contracts/AssayLens__factory.ts";
import { Benchmarks__factory } from "../../../typechain-types/factories/contracts/Benchmarks__factory.ts";
import { BoardLens__factory } from "../../../typechain-types/factories/contracts/BoardLens__factory.ts";
import { Committee__factory } from "../../../typechain-types/factories/contracts/Committee__factory.ts";
import { Currencies__factory } from "../../../typechain-types/factories/contracts/Currencies__factory.ts";
import { DatasetRegistry__factory } from "../../../typechain-types/factories/contracts/DatasetRegistry__factory.ts";
import { FunctionsScoreSource__factory } from "../../../typechain-types/factories/contracts/FunctionsScoreSource__factory.ts";
import { Market__factory } from "../../../typechain-types/factories/contracts/Market__factory.ts";
import { PipelineRegistry__factory } from "../../../typechain-types/factories/contracts/PipelineRegistry__factory.ts";
import { Policies__factory } from "../../../typechain-types/factories/contracts/Policies__factory.ts";
import { Reassessments__factory } from "../../../typechain-types/factories/contracts/Reassessments__factory.ts";
import { Scores__factory } from "../../../typechain-types/factories/contracts/Scores__factory.ts";
import type { Deployment } from "./deployment.ts";

/** The protocol's contracts, typed. */
export type Contracts = {
  pipelineRegistry: PipelineRegistry;
  policies: Policies;
  datasetRegistry: DatasetRegistry;
  benchmarks: Benchmarks;
  scores: Scores;
  currencies: Currencies;
  market: Market;
  committee: Committee;
  reassessments: Reassessments;
  lens: AssayLens;
  boardLens: BoardLens;
  /** Absent where the deployment has none. */
  functionsScoreSource: FunctionsScoreSource | undefined;
};

/**
 * @param runner a provider to read with. To write, populate a transaction and give it to `sendTransaction`: it simulates,
 * decodes reverts and survives replacement, which a signer as runner does not.
 */
export function connectContracts({ contracts }: Deployment, runner: ContractRunner): Contracts {
  const functions = contracts.FunctionsScoreSource;
  return {
    pipelineRegistry: PipelineRegistry__factory.connect(contracts.PipelineRegistry, runner),
    policies: Policies__factory.connect(contracts.Policies, runner),
    datasetRegistry: DatasetRegistry__factory.connect(contracts.DatasetRegistry, runner),
    benchmarks: Benchmarks__factory.connect(contracts.Benchmarks, runner),
    scores: Scores__factory.connect(contracts.Scores, runner),
    currencies: Currencies__factory.connect(contracts.Currencies, runner),
    market: Market__factory.connect(contracts.Market, runner),
    committee: Committee__factory.connect(contracts.Committee, runner),
    reassessments: Reassessments__factory.connect(contracts.Reassessments, runner),
    lens: AssayLens__factory.connect(contracts.AssayLens, runner),
    boardLens: BoardLens__factory.connect(contracts.BoardLens, runner),
    functionsScoreSource:
      functions === undefined ? undefined : FunctionsScoreSource__factory.connect(functions, runner),
  };
}
