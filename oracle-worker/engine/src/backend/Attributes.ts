import type { DataType, NamedAttrMap } from "@tensorflow/tfjs-core";
import { EngineError } from "../EngineError.ts";

const DTYPES = ["float32", "int32", "bool", "complex64", "string"] as const;

/** Decodes the attributes that tfjs passes to a kernel. Every method throws EngineError `ShapeInvalid` on another type. */
export class Attributes {
  readonly #kernel: string;
  readonly #values: NamedAttrMap;

  constructor(kernel: string, values: NamedAttrMap) {
    this.#kernel = kernel;
    this.#values = values;
  }

  has(name: string): boolean {
    return this.#get(name) !== undefined;
  }

  isText(name: string): boolean {
    return typeof this.#get(name) === "string";
  }

  isNumber(name: string): boolean {
    return typeof this.#get(name) === "number";
  }

  number(name: string, fallback?: number): number {
    const value = this.#get(name) ?? fallback;
    return typeof value === "number" ? value : this.#wrong(name, "a number");
  }

  flag(name: string, fallback?: boolean): boolean {
    const value = this.#get(name) ?? fallback;
    return typeof value === "boolean" ? value : this.#wrong(name, "true or false");
  }

  text(name: string, fallback?: string): string {
    const value = this.#get(name) ?? fallback;
    return typeof value === "string" ? value : this.#wrong(name, "a string");
  }

  /** An element type; AssayBackend refuses those that it does not hold. */
  dtype(name: string, fallback?: DataType): DataType {
    const value = this.text(name, fallback);
    return DTYPES.find((dtype) => dtype === value) ?? this.#wrong(name, "an element type");
  }

  numbers(name: string): number[] {
    const value = this.#get(name);
    if (!Array.isArray(value) && !(value instanceof Int32Array)) return this.#wrong(name, "a list of numbers");
    return Array.from(value, (item) => (typeof item === "number" ? item : this.#wrong(name, "a list of numbers")));
  }

  /** A list of lists of numbers: paddings. */
  lists(name: string): number[][] {
    const value = this.#get(name);
    if (!Array.isArray(value)) return this.#wrong(name, "a list of lists");
    return value.map((list) => new Attributes(this.#kernel, { [name]: list as number[] }).numbers(name));
  }

  /** One number or several, as tfjs lets callers write axes. Absent: undefined. */
  oneOrMore(name: string): number[] | undefined {
    const value = this.#get(name);
    if (value === undefined) return undefined;
    return typeof value === "number" ? [value] : this.numbers(name);
  }

  #get(name: string): unknown {
    return this.#values[name] ?? undefined;
  }

  #wrong(name: string, expected: string): never {
    throw new EngineError("ShapeInvalid", `attribute ${name} of kernel ${this.#kernel} is not ${expected}`, {
      hint: "pass what the tfjs operation documents",
    });
  }
}
