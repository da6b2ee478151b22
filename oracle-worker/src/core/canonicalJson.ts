import { AssayError } from "../errors.ts";

/**
 * What canonical JSON may hold (docs/SPEC.md, F-1). A property that is `undefined` is left out, as JSON.stringify
 * does.
 */
export type CanonicalValue =
  string | number | boolean | null | readonly CanonicalValue[] | { readonly [key: string]: CanonicalValue | undefined };

/** Deeper values come only from hostile input; our own documents nest fewer than ten levels. */
const MAX_DEPTH = 64;

/**
 * RFC 8785 (JCS) of `value` as UTF-8 bytes, restricted to strings, booleans, null, arrays, objects and integers
 * below 2^53.
 * @throws AssayError `NotCanonical` naming the path of anything else.
 */
export function canonicalJson(value: CanonicalValue): Uint8Array {
  return new TextEncoder().encode(write(value, "$", 0));
}

function write(value: CanonicalValue, path: string, depth: number): string {
  if (depth > MAX_DEPTH) throw notCanonical(path, `is nested deeper than ${MAX_DEPTH} levels`);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return writeString(value, path);
  if (typeof value === "number") return writeInteger(value, path);
  if (isArray(value)) return `[${value.map((item, i) => write(item, `${path}[${i}]`, depth + 1)).join(",")}]`;
  if (typeof value !== "object") throw notCanonical(path, `is a ${typeof value}`);
  const properties: string[] = [];
  // The default sort compares UTF-16 code units, which is what RFC 8785 section 3.2.3 asks for.
  for (const key of Object.keys(value).sort()) {
    const property = value[key];
    if (property === undefined) continue;
    properties.push(`${writeString(key, path)}:${write(property, `${path}.${key}`, depth + 1)}`);
  }
  return `{${properties.join(",")}}`;
}

/** ECMAScript's own string form is RFC 8785's; only lone surrogates, which have no UTF-8 form, are refused. */
function writeString(value: string, path: string): string {
  if (!value.isWellFormed()) throw notCanonical(path, "holds a lone surrogate");
  return JSON.stringify(value);
}

function writeInteger(value: number, path: string): string {
  if (!Number.isSafeInteger(value)) throw notCanonical(path, `is ${value}, not an integer below 2^53`);
  return String(value === 0 ? 0 : value);
}

function isArray(value: CanonicalValue): value is readonly CanonicalValue[] {
  return Array.isArray(value);
}

function notCanonical(path: string, problem: string): AssayError {
  return new AssayError("NotCanonical", `${path} ${problem}`, {
    hint: "write other numbers as decimal strings (docs/SPEC.md, F-1)",
  });
}
