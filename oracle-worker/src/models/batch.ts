/**
 * What one training step sees. `bags`: word buckets and the label's index per text. `blocks`: `count` runs of `length
 * + 1` characters (alphabet indices), each of whose characters but the first is predicted from those before.
 */
export type Batch =
  | { kind: "bags"; bags: readonly Int32Array[]; labels: Int32Array }
  | { kind: "blocks"; tokens: Int32Array; count: number; length: number };
