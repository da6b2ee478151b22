import * as tf from "@tensorflow/tfjs-core";
import { EngineError } from "../EngineError.ts";
import { AssayBackend } from "./AssayBackend.ts";
import { Attributes } from "./Attributes.ts";

export const BACKEND_NAME = "assay";

/** What tfjs passes to a kernel. */
export type KernelCall = {
  /** tfjs' name of the kernel. */
  readonly name: string;
  readonly backend: AssayBackend;
  readonly attributes: Attributes;
  /** An input that must be there. */
  readonly input: (name: string) => tf.TensorInfo;
  readonly optionalInput: (name: string) => tf.TensorInfo | undefined;
  /** The inputs of a kernel that takes a list, in order. */
  readonly inputs: readonly tf.TensorInfo[];
};

/** Computes the outputs of one tfjs kernel. What it makes for itself it releases. */
export type Kernel = (call: KernelCall) => tf.TensorInfo | tf.TensorInfo[];

/** Kernels by tfjs' names; each file of kernels/ exports one. */
export type KernelTable = Readonly<Record<string, Kernel>>;

/** What `registerTable` has put into tfjs, whose registry is shared by everything in the process. */
const registered = new WeakSet<tf.KernelConfig>();

/**
 * Registers kernels for the backend; the first registration of a name stays, but not one by another copy of this module
 * (a program loaded both by require and by import), whose backend is of another class.
 */
export function registerTable(table: KernelTable): void {
  for (const [name, kernel] of Object.entries(table)) {
    // tfjs answers undefined for a kernel that nobody registered, whatever its type says.
    const known = tf.getKernel(name, BACKEND_NAME) as tf.KernelConfig | undefined;
    if (known !== undefined && registered.has(known)) continue;
    if (known !== undefined) tf.unregisterKernel(name, BACKEND_NAME);
    const config: tf.KernelConfig = {
      kernelName: name,
      backendName: BACKEND_NAME,
      kernelFunc: ({ inputs, backend, attrs }) => {
        if (!(backend instanceof AssayBackend)) throw new TypeError(`kernel ${name} is not on its backend`);
        return backend.runKernel(() => kernel(toCall(name, inputs, backend, attrs)));
      },
    };
    tf.registerKernel(config);
    registered.add(config);
  }
}

function toCall(
  name: string,
  inputs: tf.NamedTensorInfoMap,
  backend: AssayBackend,
  attrs: tf.NamedAttrMap | undefined,
): KernelCall {
  // tfjs leaves an optional input undefined or null.
  const optionalInput = (key: string): tf.TensorInfo | undefined => inputs[key] ?? undefined;
  return {
    name,
    backend,
    attributes: new Attributes(name, attrs ?? {}),
    optionalInput,
    input: (key) => optionalInput(key) ?? missing(name, key),
    inputs: Object.values(inputs).flatMap((tensor) => tensor ?? []),
  };
}

function missing(name: string, key: string): never {
  throw new EngineError("ShapeInvalid", `kernel ${name} has no input ${key}`, { hint: "pass every input" });
}

/** A case of a kernel that the backend does not compute. */
export function unsupported(name: string, what: string, hint: string): EngineError {
  return new EngineError("UnsupportedOperation", `backend assay does not compute ${name} ${what}`, { hint });
}
