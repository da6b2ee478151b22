/** The native coin, as the Market names it. */
export const NATIVE = `0x${"00".repeat(20)}`;
