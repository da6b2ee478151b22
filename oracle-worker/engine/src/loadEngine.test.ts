import { createHash } from "node:crypto";
import { expect } from "chai";
import type { Engine } from "./createEngine.ts";
import { linearBackward, matmul } from "./kernels/linear.ts";
import { engineDigest, type LoadOptions, loadEngine } from "./loadEngine.ts";

const SETTINGS: LoadOptions[] = [
  { threads: 1, tile: "5x8" },
  { threads: 2, tile: "5x8" },
  { threads: 3, tile: "5x16" },
  { threads: 2, tile: "5x16", idleSpins: 0 },
];

async function withEngine<T>(options: LoadOptions, use: (engine: Engine) => T | Promise<T>): Promise<T> {
  const engine = await loadEngine({ maxBytes: 2 ** 26, ...options });
  try {
    return await use(engine);
  } finally {
    engine.close();
  }
}

/** A new matrix of numbers with a full mantissa. */
function matrix(engine: Engine, size: number, seed: number): number {
  const address = engine.alloc(4 * size);
  for (let i = 0; i < size; i++)
    engine.f32[address / 4 + i] = Math.sqrt(i + seed) - Math.floor(Math.sqrt(i + seed)) - 0.5;
  return address;
}

function hashOf(engine: Engine, address: number, size: number): string {
  return createHash("sha256")
    .update(engine.u8.slice(address, address + 4 * size))
    .digest("hex");
}

describe("loadEngine", () => {
  for (const [rows, columns, inner] of [
    [1, 1, 1],
    [7, 19, 5],
    [64, 48, 300],
    [33, 4111, 3],
  ] as const) {
    it(`gives a [${rows}, ${inner}] x [${inner}, ${columns}] product the same bits with any tile and threads`, async () => {
      const hashes = [];
      for (const settings of SETTINGS) {
        hashes.push(
          await withEngine(settings, (engine) => {
            const a = matrix(engine, rows * inner, 2);
            const b = matrix(engine, inner * columns, 3);
            const bias = matrix(engine, columns, 5);
            const residual = matrix(engine, rows * columns, 7);
            const out = engine.alloc(4 * rows * columns);
            const shape = { rows, columns, inner };
            matmul(
              engine,
              { address: a, stride: inner },
              { address: b, stride: columns },
              { address: out, stride: columns },
              shape,
              { bias, residual },
            );
            const first = engine.f32[out / 4 + rows * columns - 1];
            expect(first).to.equal(lastElement(engine, { a, b, bias, residual }, shape));
            const dx = engine.alloc(4 * rows * inner);
            const dw = engine.alloc(4 * inner * columns);
            const db = engine.alloc(4 * columns);
            linearBackward(engine, { x: a, dy: out, w: b }, { dx, dw, db }, { rows, outputs: columns, inputs: inner });
            return [
              hashOf(engine, out, rows * columns),
              hashOf(engine, dx, rows * inner),
              hashOf(engine, dw, inner * columns),
              hashOf(engine, db, columns),
            ].join();
          }),
        );
      }
      expect(new Set(hashes).size).to.equal(1);
    });
  }

  it("takes the faster tile, and names the module before and after it runs", async () => {
    await withEngine({}, ({ tile }) => expect(tile).to.equal("5x8"));
    await withEngine({ tile: "5x16" }, async ({ tile, digest }) => {
      expect(tile).to.equal("5x16");
      expect(digest).to.equal(await engineDigest());
    });
  });

  it("refuses to go on once it is closed: its threads are gone, and nobody would ever answer", async () => {
    for (const threads of [1, 2]) {
      const engine = await loadEngine({ threads, maxBytes: 2 ** 26 });
      const [a, out] = [matrix(engine, 64, 2), engine.alloc(4 * 64)];
      const square = { rows: 8, columns: 8, inner: 8 };
      const operand = { address: a, stride: 8 };
      engine.close();
      for (const use of [
        () => matmul(engine, operand, operand, { address: out, stride: 8 }, square),
        () => engine.alloc(4),
      ]) {
        expect(use).to.throw("is closed").with.property("code", "EngineFailed");
      }
      // What is cleaned up later finds nothing left to do.
      engine.free(out);
      engine.close();
    }
  });

  it("refuses what its memory cannot hold, by name", async () => {
    await withEngine({}, (engine) => {
      expect(() => engine.alloc(2 ** 27))
        .to.throw("do not fit")
        .with.property("code", "OutOfMemory");
    });
  });
});

/** The bottom right element, as docs/engine.md defines it. */
function lastElement(
  { f32 }: Engine,
  at: { a: number; b: number; bias: number; residual: number },
  { rows, columns, inner }: { rows: number; columns: number; inner: number },
): number {
  const read = (address: number, i: number): number => f32[address / 4 + i] ?? Number.NaN;
  let sum = Math.fround(read(at.residual, rows * columns - 1) + read(at.bias, columns - 1));
  for (let k = 0; k < inner; k++) {
    const term = Math.fround(read(at.a, (rows - 1) * inner + k) * read(at.b, k * columns + columns - 1));
    sum = Math.fround(sum + term);
  }
  return sum;
}
