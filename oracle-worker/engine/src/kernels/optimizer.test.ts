import { expect } from "chai";
import type { Engine } from "../createEngine.ts";
import { type LoadOptions, loadEngine } from "../loadEngine.ts";
import { at } from "../testing/float64.ts";
import { randomValues } from "../testing/randomValues.ts";
import { adam, type OptimizedTensor, sgd } from "./optimizer.ts";

const SIZES = [1, 3, 4, 37, 256];
const STEPS = 5;
const SCALARS = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, rate: 0.01 };

type Tensors = { weight: Float32Array; first: Float32Array; second: Float32Array }[];

/** Starts from random weights and zero moments, and takes steps with random gradients. */
async function run(
  options: LoadOptions,
  step: (engine: Engine, tensors: readonly OptimizedTensor[], step: number) => void,
): Promise<Tensors> {
  const engine = await loadEngine({ maxBytes: 2 ** 26, ...options });
  try {
    const make = (size: number, values: Float32Array): number => {
      const address = engine.alloc(4 * size);
      engine.f32.set(values, address / 4);
      return address;
    };
    const tensors = SIZES.map((size, i) => ({
      weight: make(size, randomValues(size, i)),
      gradient: make(size, new Float32Array(size)),
      first: make(size, new Float32Array(size)),
      second: make(size, new Float32Array(size)),
      size,
      decays: i % 2 === 1,
    }));
    const { used } = engine.stats();
    for (let t = 1; t <= STEPS; t++) {
      tensors.forEach(({ gradient, size }, i) => engine.f32.set(gradientOf(i, t, size), gradient / 4));
      step(engine, tensors, t);
    }
    expect(engine.stats().used).to.equal(used);
    const read = (address: number, size: number): Float32Array => engine.f32.slice(address / 4, address / 4 + size);
    return tensors.map(({ weight, first, second, size }) => ({
      weight: read(weight, size),
      first: read(first, size),
      second: read(second, size),
    }));
  } finally {
    engine.close();
  }
}

function gradientOf(tensor: number, step: number, size: number): Float32Array {
  return randomValues(size, 100 * tensor + step);
}

const adamStep = (engine: Engine, tensors: readonly OptimizedTensor[], t: number): void => {
  const correction1 = 1 / (1 - SCALARS.beta1 ** t);
  const correction2 = 1 / (1 - SCALARS.beta2 ** t);
  adam(engine, tensors, { ...SCALARS, correction1, correction2, decay: 1 - 0.01 * 0.5 });
};
const sgdStep = (engine: Engine, tensors: readonly OptimizedTensor[]): void => {
  sgd(engine, tensors, { momentum: 0.9, rate: 0.1 });
};

describe("optimiser kernels", function () {
  this.timeout(20_000);

  it("is AdamW: the paper's algorithm 2 in binary64, where a tensor decays and where it does not", async () => {
    const found = await run({}, adamStep);
    SIZES.forEach((size, i) => {
      for (let j = 0; j < size; j++) {
        let [p, m, v] = [at(randomValues(size, i), j), 0, 0];
        for (let t = 1; t <= STEPS; t++) {
          const g = at(gradientOf(i, t, size), j);
          m = 0.9 * m + (1 - 0.9) * g;
          v = 0.99 * v + (1 - 0.99) * g * g;
          const update = m / (1 - 0.9 ** t) / (Math.sqrt(v / (1 - 0.99 ** t)) + 1e-8);
          p = p * (i % 2 === 1 ? 1 - 0.01 * 0.5 : 1) - 0.01 * update;
        }
        expect(found[i]?.weight[j], `weight ${i}[${j}]`).to.be.closeTo(p, 1e-6);
        expect(found[i]?.first[j], `mean ${i}[${j}]`).to.be.closeTo(m, 1e-6);
        expect(found[i]?.second[j], `square ${i}[${j}]`).to.be.closeTo(v, 1e-6);
      }
    });
  });

  it("is SGD with momentum in binary64", async () => {
    const found = await run({}, sgdStep);
    SIZES.forEach((size, i) => {
      for (let j = 0; j < size; j++) {
        let [p, u] = [at(randomValues(size, i), j), 0];
        for (let t = 1; t <= STEPS; t++) {
          u = 0.9 * u + at(gradientOf(i, t, size), j);
          p -= 0.1 * u;
        }
        expect(found[i]?.weight[j], `weight ${i}[${j}]`).to.be.closeTo(p, 1e-5);
        expect(found[i]?.first[j], `velocity ${i}[${j}]`).to.be.closeTo(u, 1e-5);
      }
    });
  });

  it("gives the same bits on any threads", async () => {
    for (const step of [adamStep, sgdStep]) {
      const alone = await run({ threads: 1 }, step);
      expect(await run({ threads: 3, idleSpins: 0 }, step)).to.deep.equal(alone);
    }
  });
});
