const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Only the head of a long text is read, which bounds the work that one hostile sample can ask for. */
export const MAX_TEXT_BYTES = 16_384;

/**
 * The distinct buckets of a text's words, ascending. A word is a run of ASCII letters, digits, `$`, `!` and
 * non-ASCII bytes of the UTF-8 form; letters are lower-cased in ASCII only (Unicode tables differ between JavaScript
 * engines); its bucket is FNV-1a (32 bit) modulo `buckets`. Bytes after the first 16,384 are ignored.
 */
export function wordBuckets(text: string, buckets: number): Int32Array {
  const bytes = new TextEncoder().encode(text.slice(0, MAX_TEXT_BYTES)).subarray(0, MAX_TEXT_BYTES);
  const found = new Set<number>();
  let hash = FNV_OFFSET;
  let length = 0;
  for (const byte of bytes) {
    const folded = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (isWordByte(folded)) {
      hash = Math.imul(hash ^ folded, FNV_PRIME);
      length++;
    } else if (length > 0) {
      found.add((hash >>> 0) % buckets);
      hash = FNV_OFFSET;
      length = 0;
    }
  }
  if (length > 0) found.add((hash >>> 0) % buckets);
  return Int32Array.from(found).sort();
}

function isWordByte(byte: number): boolean {
  const isLetter = byte >= 0x61 && byte <= 0x7a;
  const isDigit = byte >= 0x30 && byte <= 0x39;
  return isLetter || isDigit || byte >= 0x80 || byte === 0x24 || byte === 0x21;
}
