import type { z } from "zod";
import { canonicalJson, type CanonicalValue } from "../core/canonicalJson.ts";
import { AssayError, type ErrorCode } from "../errors.ts";

/** Manifests are single raw blocks (docs/SPEC.md, F-1). */
export const MAX_MANIFEST_BYTES = 256 * 1024;

/**
 * How to speak of a document: `name` is the words an error starts with, such as "dataset manifest". `maxBytes`: where
 * it is not a manifest's length.
 */
type DocumentWords = { name: string; code: ErrorCode; maxBytes?: number };

/** What is parsed. */
export type DocumentKind<T extends CanonicalValue> = DocumentWords & { schema: z.ZodType<T> };

/**
 * Parses a canonical JSON document from elsewhere. One meaning has one spelling: bytes that are not the canonical
 * form of what they say are refused, so that a digest names one document.
 * @throws AssayError with the kind's code, naming every offending field.
 */
export function parseDocument<T extends CanonicalValue>(kind: DocumentKind<T>, bytes: Uint8Array): T {
  const { maxBytes = MAX_MANIFEST_BYTES } = kind;
  if (bytes.length > maxBytes) throw refuse(kind, `has ${bytes.length} bytes, more than ${maxBytes}`);
  const value = parseText(kind, decodeUtf8(kind, bytes));
  if (!Buffer.from(canonicalJson(value)).equals(bytes)) {
    throw refuse(kind, "is not canonical JSON (RFC 8785)");
  }
  return value;
}

/** The canonical bytes of a document of our own making, checked like anyone's. */
export function encodeDocument<T extends CanonicalValue>(kind: DocumentKind<T>, document: T): Uint8Array {
  const bytes = canonicalJson(document);
  parseDocument(kind, bytes);
  return bytes;
}

/** Parses JSON written by a person: any layout, the same fields. */
export function parseText<T extends CanonicalValue>(kind: DocumentKind<T>, text: string): T {
  const result = kind.schema.safeParse(parseJson(kind, text));
  if (!result.success) throw refuse(kind, result.error.issues.map(describe).join("; "), result.error);
  return result.data;
}

function decodeUtf8(kind: DocumentWords, bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw refuse(kind, "is not UTF-8 text", cause);
  }
}

function parseJson(kind: DocumentWords, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refuse(kind, `is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function describe(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join(".");
  return path === "" ? issue.message : `${path}: ${issue.message}`;
}

function refuse(kind: DocumentWords, problem: string, cause?: unknown): AssayError {
  return new AssayError(kind.code, `${kind.name} ${problem}`, {
    hint: `write the ${kind.name} as docs/SPEC.md (F) describes it`,
    cause,
  });
}
