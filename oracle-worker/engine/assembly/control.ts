// The control block: how the host passes an operation's arguments, and where threads keep their scratch memory.
// There is no static data in this module: a second instance on the same memory would write its segments over live
// tensors. The host passes every address (docs/engine.md, "Memory").

/** Words of the control block, in bytes from its base. Each contended word has a cache line of its own. */
export const GENERATION: usize = 0;
export const SLEEPING_THREADS: usize = 8;
export const READY_THREADS: usize = 64;
export const DONE_THREADS: usize = 128;
export const HOST_SLEEPS: usize = 132;
export const BARRIER_COUNT: usize = 192;
export const BARRIER_GENERATION: usize = 256;
export const BARRIER_SLEEPERS: usize = 260;
/** 64 integers, then 32 binary32 numbers, then the operation's number. */
const INTEGERS: usize = 320;
const FLOATS: usize = INTEGERS + 64 * 4;
export const OPERATION: usize = FLOATS + 32 * 4;
const CONTROL_BYTES: usize = 1024;

/** Columns of B that are packed at once, by all threads together and by one thread alone. */
export const SHARED_COLUMNS: i32 = 4096;
export const OWN_COLUMNS: i32 = 1024;
/** Steps of k between two packings. */
export const DEPTH: i32 = 256;

const SHARED_PACK_BYTES: usize = 4 * <usize>(SHARED_COLUMNS * DEPTH);
const OWN_PACK_BYTES: usize = 4 * <usize>(OWN_COLUMNS * DEPTH);
const TILE_BYTES: usize = 1024;
const ROWS_PACK_BYTES: usize = 8192;
const THREAD_BYTES: usize = TILE_BYTES + ROWS_PACK_BYTES + OWN_PACK_BYTES;

/** Set once per instance: constants of this thread from then on. */
export let control: usize = 0;
export let sharedPack0: usize = 0;
export let sharedPack1: usize = 0;
export let ownTile: usize = 0;
export let ownRows: usize = 0;
export let ownPack: usize = 0;

/** Bytes that the host reserves for the control block and the scratch memory of so many threads. */
export function controlBytes(threads: i32): usize {
  return CONTROL_BYTES + 2 * SHARED_PACK_BYTES + <usize>threads * THREAD_BYTES;
}

export function layOut(base: usize, thread: i32): void {
  control = base;
  sharedPack0 = base + CONTROL_BYTES;
  sharedPack1 = sharedPack0 + SHARED_PACK_BYTES;
  ownTile = sharedPack1 + SHARED_PACK_BYTES + <usize>thread * THREAD_BYTES;
  ownRows = ownTile + TILE_BYTES;
  ownPack = ownRows + ROWS_PACK_BYTES;
}

/** The address of the arguments' integers; the floats follow 256 bytes later, the operation's number 384. */
export function argumentsAddress(): usize {
  return control + INTEGERS;
}

/** Integer argument i. */
export function int(i: i32): i32 {
  return load<i32>(control + INTEGERS + ((<usize>i) << 2));
}

/** Address argument i. */
export function address(i: i32): usize {
  return <usize>load<u32>(control + INTEGERS + ((<usize>i) << 2));
}

/** Float argument i. */
export function float(i: i32): f32 {
  return load<f32>(control + FLOATS + ((<usize>i) << 2));
}
