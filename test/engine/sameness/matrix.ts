import type { Tile } from "@assay/engine/createEngine.ts";

/** Where and how a training runs. */
export type Setting = {
  readonly node: number;
  readonly threads: number;
  readonly tile: Tile;
  readonly revectorize: boolean;
};

const NODES = [20, 22, 24];
const THREADS = [1, 2];
const TILES: readonly Tile[] = ["5x8", "5x16"];

/** Every setting. */
export function fullMatrix(): Setting[] {
  return NODES.flatMap((node) =>
    THREADS.flatMap((threads) =>
      TILES.flatMap((tile) => [false, true].map((revectorize) => ({ node, threads, tile, revectorize }))),
    ),
  );
}

/** Settings in which every pair of values of two columns occurs: a quarter of the matrix. */
export const PAIRWISE_MATRIX: readonly Setting[] = [
  { node: 20, threads: 1, tile: "5x8", revectorize: true },
  { node: 20, threads: 2, tile: "5x16", revectorize: false },
  { node: 22, threads: 1, tile: "5x8", revectorize: false },
  { node: 22, threads: 2, tile: "5x16", revectorize: true },
  { node: 24, threads: 1, tile: "5x16", revectorize: true },
  { node: 24, threads: 2, tile: "5x8", revectorize: false },
];
