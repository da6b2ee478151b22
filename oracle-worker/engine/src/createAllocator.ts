import { EngineError } from "./EngineError.ts";

/** Whole cache lines, so that vector loads may run past the end of a tensor. */
const GRAIN = 64;

export type Allocator = {
  /** Address of `bytes` bytes, a multiple of 64. @throws EngineError `OutOfMemory` */
  alloc: (bytes: number) => number;
  free: (address: number) => void;
  /** Bytes in use now, and the most that ever were. */
  stats: () => { used: number; peak: number };
};

type Block = { start: number; end: number };

/** Memory between two addresses: first fit over a list of free blocks that are joined again when freed. */
export function createAllocator(start: number, end: number): Allocator {
  const free: Block[] = [{ start: roundUp(start), end }];
  const sizes = new Map<number, number>();
  let used = 0;
  let peak = 0;
  return {
    alloc(bytes) {
      const size = roundUp(Math.max(bytes, 1)) + GRAIN;
      const index = free.findIndex((block) => block.end - block.start >= size);
      const block = free[index];
      if (block === undefined) throw outOfMemory(bytes, used, end - start);
      const address = block.start;
      block.start += size;
      if (block.start === block.end) free.splice(index, 1);
      sizes.set(address, size);
      used += size;
      peak = Math.max(peak, used);
      return address;
    },
    free(address) {
      const size = sizes.get(address);
      if (size === undefined) throw new RangeError(`address ${address} is not in use`);
      sizes.delete(address);
      used -= size;
      release(free, { start: address, end: address + size });
    },
    stats: () => ({ used, peak }),
  };
}

/** Puts a block back in its place, joined with its neighbours. */
function release(free: Block[], block: Block): void {
  let index = free.findIndex(({ start }) => start > block.start);
  if (index < 0) index = free.length;
  const before = free[index - 1];
  const after = free[index];
  const joinsBefore = before?.end === block.start;
  const joinsAfter = after?.start === block.end;
  if (joinsBefore && joinsAfter) {
    before.end = after.end;
    free.splice(index, 1);
  } else if (joinsBefore) before.end = block.end;
  else if (joinsAfter) after.start = block.start;
  else free.splice(index, 0, block);
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / GRAIN) * GRAIN;
}

function outOfMemory(bytes: number, used: number, limit: number): EngineError {
  return new EngineError("OutOfMemory", `${bytes} bytes do not fit: ${used} of ${limit} are in use`, {
    hint: "use a smaller batch or architecture, or give the engine more memory (maxBytes)",
  });
}
