import { encodeBytes32String } from "ethers";

import type { IDatasetRegistry } from "../../typechain-types/contracts/DatasetRegistry.ts";

/** What registers a dataset under CC0-1.0, for commercial use too. @param previous 0n: it replaces none */
export const datasetParams = (
  manifestDigest: string,
  royaltyBps: number,
  previous = 0n,
): IDatasetRegistry.DatasetParamsStruct => ({
  manifestDigest,
  royaltyBps,
  previous,
  licence: encodeBytes32String("CC0-1.0"),
  nonCommercial: false,
});
