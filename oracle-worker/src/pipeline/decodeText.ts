import { AssayError } from "../errors.ts";

/**
 * The text of a file. A byte order mark is dropped.
 * @param name the file's or dataset's name, for the error
 * @throws AssayError `NotUtf8Text` for bytes that are not UTF-8, or that hold NUL, as binary files do
 */
export function decodeText(bytes: Uint8Array, name: string): string {
  const text = decode(bytes, name);
  if (text.includes("\0")) throw notText(name);
  return text;
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw notText(name, cause);
  }
}

function notText(name: string, cause?: unknown): AssayError {
  return new AssayError("NotUtf8Text", `${name} is not UTF-8 text`, {
    hint: "give a .txt, .jsonl or .csv file in UTF-8; archives, images and office files are not read",
    cause,
  });
}
