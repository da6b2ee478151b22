/** What is asked of a dataset, in the order of `AccessAction` (contracts/types/Access.sol). */
export const DATASET_ACTIONS = ["train", "evaluate", "read"] as const;

export type DatasetAction = (typeof DATASET_ACTIONS)[number];

/** The action's number on chain. */
export function datasetActionIndex(action: DatasetAction): number {
  return DATASET_ACTIONS.indexOf(action);
}
