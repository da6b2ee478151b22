/**
 * Longest block: a manifest, the content of a raw CID, every chunk but the last of a longer content (F-2). An inner node of
 * 174 links takes about 10 kB.
 */
export const MAX_BLOCK_BYTES = 262_144;

/** Most links of an inner node (F-2). */
export const MAX_LINKS = 174;
