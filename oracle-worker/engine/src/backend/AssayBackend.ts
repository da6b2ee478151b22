import * as tf from "@tensorflow/tfjs-core";
import type { Engine } from "../createEngine.ts";
import { EngineError } from "../EngineError.ts";
import { refuseHostRandomness } from "./refuseHostRandomness.ts";
import { sizeOf } from "../kernels/Operand.ts";

/** Element types of the backend's tensors: four bytes each, truth values as 0 and 1. */
export type ElementType = "float32" | "int32" | "bool";

/** Where a tensor's elements lie, and how many tensors share them. */
type Stored = { readonly address: number; readonly size: number; readonly dtype: ElementType; references: number };

/** tfjs' storage of tensors in the engine's memory. Tensors that share data (a reshape) share an entry. */
export class AssayBackend extends tf.KernelBackend {
  readonly engine: Engine;
  readonly #stored: tf.DataStorage<Stored>;
  /** What the running kernel has made and not released; none runs: undefined. */
  #unfinished: tf.DataId[] | undefined;

  constructor(engine: Engine) {
    super();
    this.engine = engine;
    this.#stored = new tf.DataStorage<Stored>(this, tf.engine());
  }

  /** A new tensor with unset elements, for a kernel to fill. @throws EngineError `OutOfMemory` */
  make(shape: readonly number[], dtype: tf.DataType): tf.TensorInfo {
    const dataId = {};
    this.#allocate(dataId, shape, dtype, 1);
    this.#unfinished?.push(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  /** Another tensor on the same elements. */
  alias({ dataId, dtype }: tf.TensorInfo, shape: readonly number[]): tf.TensorInfo {
    this.incRef(dataId);
    this.#unfinished?.push(dataId);
    return { dataId, shape: [...shape], dtype };
  }

  /** Byte address of the first element. */
  addressOf({ dataId }: tf.TensorInfo): number {
    return this.#stored.get(dataId).address;
  }

  /** The elements in place, as binary32. */
  floats({ dataId }: tf.TensorInfo): Float32Array {
    const { address, size } = this.#stored.get(dataId);
    return this.engine.f32.subarray(address / 4, address / 4 + size);
  }

  /** The elements in place, as integers. */
  integers({ dataId }: tf.TensorInfo): Int32Array {
    const { address, size } = this.#stored.get(dataId);
    return this.engine.i32.subarray(address / 4, address / 4 + size);
  }

  /** Gives back a tensor that a kernel made for itself. */
  release({ dataId }: tf.TensorInfo): void {
    const index = this.#unfinished?.lastIndexOf(dataId) ?? -1;
    if (index >= 0) this.#unfinished?.splice(index, 1);
    this.disposeData(dataId);
  }

  /** Runs a kernel. When it fails, everything that it made is given back. */
  runKernel<T>(kernel: () => T): T {
    const made: tf.DataId[] = [];
    this.#unfinished = made;
    try {
      return kernel();
    } catch (error) {
      for (const dataId of made) this.disposeData(dataId);
      throw error;
    } finally {
      this.#unfinished = undefined;
    }
  }

  override write(values: tf.BackendValues, shape: number[], dtype: tf.DataType): tf.DataId {
    refuseHostRandomness();
    const dataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  /** Takes a tensor from another backend: tfjs calls it at the first use here. */
  override move(
    dataId: tf.DataId,
    values: tf.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    references: number,
  ): void {
    if (!isNumbers(values)) throw unsupportedType("string");
    const { address } = this.#allocate(dataId, shape, dtype, references);
    if (dtype === "float32") this.engine.f32.set(values, address / 4);
    else if (dtype === "int32") this.engine.i32.set(values, address / 4);
    else
      this.engine.i32.set(
        Int32Array.from(values, Number).map((value) => (value === 0 ? 0 : 1)),
        address / 4,
      );
  }

  override readSync(dataId: tf.DataId): Float32Array | Int32Array | Uint8Array {
    const { address, size, dtype } = this.#stored.get(dataId);
    const first = address / 4;
    if (dtype === "float32") return this.engine.f32.slice(first, first + size);
    const integers = this.engine.i32.slice(first, first + size);
    return dtype === "int32" ? integers : Uint8Array.from(integers);
  }

  override async read(dataId: tf.DataId): Promise<Float32Array | Int32Array | Uint8Array> {
    return this.readSync(dataId);
  }

  override refCount(dataId: tf.DataId): number {
    return this.#stored.has(dataId) ? this.#stored.get(dataId).references : 0;
  }

  override incRef(dataId: tf.DataId): void {
    this.#stored.get(dataId).references += 1;
  }

  /** One reference less, or none with `force`. @returns whether the elements are gone */
  override disposeData(dataId: tf.DataId, force = false): boolean {
    if (!this.#stored.has(dataId)) return true;
    const stored = this.#stored.get(dataId);
    stored.references -= 1;
    if (!force && stored.references > 0) return false;
    this.engine.free(stored.address);
    this.#stored.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.#stored.numDataIds();
  }

  override memory(): { unreliable: boolean; used: number; peak: number } {
    return { unreliable: false, ...this.engine.stats() };
  }

  override floatPrecision(): 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return true;
  }

  override async time(run: () => void): Promise<tf.BackendTimingInfo> {
    const start = performance.now();
    run();
    return { kernelMs: performance.now() - start };
  }

  /** The engine belongs to whoever started it, who closes it. */
  override dispose(): void {}

  #allocate(dataId: tf.DataId, shape: readonly number[], dtype: tf.DataType, references: number): Stored {
    if (dtype === "complex64" || dtype === "string") throw unsupportedType(dtype);
    const size = sizeOf(shape);
    const stored = { address: this.engine.alloc(4 * size), size, dtype, references };
    this.#stored.set(dataId, stored);
    return stored;
  }
}

/** Whether these are no strings, which come as a list of bytes each. Millions of numbers are not looked at one by one. */
function isNumbers(values: tf.BackendValues): values is Exclude<tf.BackendValues, Uint8Array[]> {
  return ArrayBuffer.isView(values) || values.every((value) => typeof value === "number");
}

function unsupportedType(dtype: string): EngineError {
  return new EngineError("UnsupportedOperation", `backend assay has no tensors of type ${dtype}`, {
    hint: "use float32, int32 or bool tensors",
  });
}
