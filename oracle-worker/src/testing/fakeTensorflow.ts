import { createRequire } from "node:module";
import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What tfjs-node does when it loads, on the cpu backend's kernels, with the calls that Node 23 breaks. */
const CODE = `
const util_1 = require("util");
const tf = require(TFJS_CORE);
const { MathBackendCPU } = require(TFJS_CPU);
tf.copyRegisteredKernels("cpu", "tensorflow");
tf.registerBackend("tensorflow", () => {
  const backend = new MathBackendCPU();
  const write = backend.write.bind(backend);
  backend.write = (values, ...rest) => {
    if ((0, util_1.isNullOrUndefined)(values)) return write(null, ...rest);
    return write(values, ...rest);
  };
  return backend;
}, 3);
`;

/** A folder as `npm run setup:tensorflow` leaves it, with a stand-in for tfjs-node. The caller removes it. */
export async function writeFakeTensorflow(code = CODE): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "assay-tensorflow-"));
  const target = join(folder, "node_modules", "@tensorflow", "tfjs-node");
  await mkdir(target, { recursive: true });
  await writeFile(join(folder, "package.json"), "{}");
  await writeFile(join(target, "package.json"), JSON.stringify({ name: "@tensorflow/tfjs-node", main: "index.js" }));
  const { resolve } = createRequire(import.meta.url);
  const paths = ["tfjs-core", "tfjs-backend-cpu"].map((name) => resolve(`@tensorflow/${name}`));
  const filled = code.replace("TFJS_CORE", JSON.stringify(paths[0])).replace("TFJS_CPU", JSON.stringify(paths[1]));
  await writeFile(join(target, "index.js"), filled);
  return folder;
}
