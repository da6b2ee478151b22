/** z² · 10⁶ of the 95 % interval: 1.959964² = 3.841459. */
const Z_SQUARED = 3_841_459n;
const MILLION = 1_000_000n;
const TRILLION = 1_000_000_000_000n;
const MAX_TOTAL = 2n ** 32n;

/**
 * Lower end of the 95 % Wilson interval of `correct` out of `total`, in basis points, rounded down: the integers of
 * docs/SPEC.md S-2, equal to the contract's for every input.
 * @throws RangeError unless 0 ≤ correct ≤ total, 0 < total < 2³².
 */
export function wilsonBound(correct: bigint, total: bigint): bigint {
  if (total <= 0n || total >= MAX_TOTAL || correct < 0n || correct > total) {
    throw new RangeError(`no Wilson bound of ${correct} out of ${total}`);
  }
  const spread = 4n * Z_SQUARED * MILLION * TRILLION * correct * (total - correct);
  const x = ceilDiv(spread, total) + Z_SQUARED ** 2n * TRILLION;
  const centre = MILLION * (2n * MILLION * correct + Z_SQUARED);
  return (10_000n * (centre - ceilSqrt(x))) / (2n * MILLION * (MILLION * total + Z_SQUARED));
}

/** Both ends of the 95 % Wilson interval as fractions, for display only: floats, never signed or priced. */
export function wilsonInterval(correct: number, total: number): { low: number; high: number } {
  if (!(total > 0 && correct >= 0 && correct <= total)) {
    throw new RangeError(`no Wilson interval of ${correct} out of ${total}`);
  }
  const z2 = Number(Z_SQUARED) / 1e6;
  const share = correct / total;
  const centre = share + z2 / (2 * total);
  const half = Math.sqrt(z2 * ((share * (1 - share)) / total + z2 / (4 * total * total)));
  const scale = 1 + z2 / total;
  return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) };
}

function ceilDiv(dividend: bigint, divisor: bigint): bigint {
  return (dividend + divisor - 1n) / divisor;
}

/** Smallest r with r² ≥ n. */
function ceilSqrt(n: bigint): bigint {
  if (n < 2n) return n;
  // Newton's iteration from above falls strictly until it reaches ⌊√n⌋.
  let root = 1n << BigInt(Math.ceil(n.toString(2).length / 2));
  for (let next = (root + n / root) / 2n; next < root; next = (root + n / root) / 2n) root = next;
  return root * root === n ? root : root + 1n;
}
