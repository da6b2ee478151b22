import { AssayError } from "../errors.ts";

/** `correct` of an item whose version could not be measured (docs/SPEC.md, C-3). */
export const UNAVAILABLE = 0xffff_ffff;

/** Bytes of one packed item. */
export const ITEM_BYTES = 28;

/** One result that a committee signs: contracts/types/Score.sol, every field below 2³². */
export type ScoreItem = {
  versionId: number;
  correct: number;
  holder: number;
  newlyRight: number;
  newlyWrong: number;
  parentRight: number;
  parentWrong: number;
};

const FIELDS = ["versionId", "correct", "holder", "newlyRight", "newlyWrong", "parentRight", "parentWrong"] as const;

/**
 * Packs items as docs/SPEC.md C-3 says.
 * @throws RangeError unless version ids ascend and every field is an integer of 32 bits: such items are a fault of
 * the caller
 */
export function encodeItems(items: readonly ScoreItem[]): Uint8Array {
  const bytes = new Uint8Array(items.length * ITEM_BYTES);
  const view = new DataView(bytes.buffer);
  items.forEach((item, i) => {
    if (i > 0 && item.versionId <= (items[i - 1]?.versionId ?? 0)) {
      throw new RangeError(`item ${i} (version ${item.versionId}) does not ascend`);
    }
    FIELDS.forEach((field, j) => {
      const value = item[field];
      if (!Number.isInteger(value) || value < 0 || value > UNAVAILABLE)
        throw new RangeError(`item ${i}: ${field} is ${value}`);
      view.setUint32(i * ITEM_BYTES + j * 4, value);
    });
  });
  return bytes;
}

/** Unpacks what somebody signed. @throws AssayError `ContentMismatch` unless it is whole items in ascending order */
export function decodeItems(bytes: Uint8Array): ScoreItem[] {
  if (bytes.length % ITEM_BYTES !== 0) throw malformed(`${bytes.length} bytes are no multiple of ${ITEM_BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const items: ScoreItem[] = [];
  for (let start = 0; start < bytes.length; start += ITEM_BYTES) {
    const at = (field: number) => view.getUint32(start + field * 4);
    const item: ScoreItem = {
      versionId: at(0),
      correct: at(1),
      holder: at(2),
      newlyRight: at(3),
      newlyWrong: at(4),
      parentRight: at(5),
      parentWrong: at(6),
    };
    if (item.versionId <= (items.at(-1)?.versionId ?? 0)) throw malformed(`version ${item.versionId} does not ascend`);
    items.push(item);
  }
  return items;
}

/** The same of what may be anything: no items where it is none. */
export function tryDecodeItems(bytes: Uint8Array): ScoreItem[] {
  try {
    return decodeItems(bytes);
  } catch (cause) {
    if (cause instanceof AssayError) return [];
    throw cause;
  }
}

/** The item of a version that could not be measured. */
export function unavailableItem(versionId: number): ScoreItem {
  return { versionId, correct: UNAVAILABLE, holder: 0, newlyRight: 0, newlyWrong: 0, parentRight: 0, parentWrong: 0 };
}

/** Version ids whose items are not the same in both lists, ascending. */
export function differingItems(mine: readonly ScoreItem[], theirs: readonly ScoreItem[]): number[] {
  const others = new Map(theirs.map((item) => [item.versionId, item]));
  const ids = new Set([...mine, ...theirs].map(({ versionId }) => versionId));
  const own = new Map(mine.map((item) => [item.versionId, item]));
  return [...ids].filter((id) => !isSame(own.get(id), others.get(id))).sort((a, b) => a - b);
}

function isSame(a: ScoreItem | undefined, b: ScoreItem | undefined): boolean {
  return a !== undefined && b !== undefined && FIELDS.every((field) => a[field] === b[field]);
}

function malformed(problem: string): AssayError {
  return new AssayError("ContentMismatch", `items are not as docs/SPEC.md C-3 says: ${problem}`, {
    hint: "the worker that signed them is faulty",
  });
}
