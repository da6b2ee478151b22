import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { hostArithmeticIn } from "./hostArithmetic.ts";

const ROOT = new URL("../../", import.meta.url);

/** Everything that a weight is computed by: the engine, models, and what feeds and drives their training. */
const TRAINING_PATH = [
  "oracle-worker/engine/assembly",
  "oracle-worker/engine/src",
  "oracle-worker/src/models",
  "oracle-worker/src/pipeline",
  "oracle-worker/src/proof",
];
/** Tests and what only they use. */
const NOT_SHIPPED = /\.test\.ts$|\/testing\//;
/** Uses that reach no weight, as `file:line: text`, each with its reason. None is needed. */
const ALLOWED: readonly string[] = [];

describe("host arithmetic", () => {
  it("that differs between machines reaches no weight", () => {
    const found = TRAINING_PATH.flatMap(sourcesIn).flatMap((path) =>
      hostArithmeticIn(readFileSync(new URL(path, ROOT), "utf8")).map((use) => `${path}:${use}`),
    );
    expect(found).to.deep.equal(ALLOWED);
  });

  it("is read from every source of the training path", () => {
    for (const folder of TRAINING_PATH) expect(sourcesIn(folder).length, folder).to.be.greaterThan(5);
  });

  for (const source of [
    "const y = Math.exp(x);",
    "const { log } = Math;",
    'Math["tanh"](x)',
    "values.map(Math.cos)",
    "const y = x ** 2;",
    "const y = 2 ** x;",
    "const y = 2 ** 0.5;",
    "y **= 3;",
    "const y = Math.random();",
    "const x = tf.randomNormal([2]);",
    "const x = tf.dropout(y, 0.5);",
    "const y = Mathf.pow(x, 2);",
    "const y = Math.PI;",
  ]) {
    it(`finds ${source}`, () => expect(hostArithmeticIn(source)).to.have.length(1));
  }

  it("passes over what is exact everywhere", () => {
    const source = `const y = Math.sqrt(x) * 2 ** 24 + 2 ** -12 + Math.fround(x / 2) + Number(2n ** 64n);
      // Math.exp in a comment
      const text = "Math.exp"; const own = math.exp(x);`;
    expect(hostArithmeticIn(source)).to.deep.equal([]);
  });
});

function sourcesIn(folder: string): string[] {
  return readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .filter((path) => /\.(?:ts|mjs)$/.test(path) && !NOT_SHIPPED.test(path));
}
