import { bitsOf, copySign, f, fromBits, horner, max, min, roundTiesToEven } from "./number.mjs";

// docs/engine.md, "Functions". Coefficients are given by their bits, as there.

/** @param {readonly number[]} words */
function coefficients(...words) {
  return words.map(fromBits);
}

const LOG2_E = fromBits(0x3fb8aa3b);
const LN2_HIGH = fromBits(0x3f318000);
const LN2_LOW = fromBits(0xb95e8083);
const EXP = coefficients(0x39506967, 0x3ab743ce, 0x3c088908, 0x3d2aa9c1, 0x3e2aaaaa, 0x3f000000);

/** @param {number} x */
export function exp(x) {
  const clamped = max(min(x, 89), -88);
  const n = roundTiesToEven(f(clamped * LOG2_E));
  const r = f(f(clamped - f(n * LN2_HIGH)) - f(n * LN2_LOW));
  const p = f(f(f(f(horner(r, EXP) * r) * r) + r) + 1);
  const powerOfTwo = fromBits(((Number.isNaN(n) ? 0 : n) + 127) << 23);
  return f(p * powerOfTwo);
}

/** @param {number} x */
export function sigmoid(x) {
  return f(1 / f(1 + exp(-x)));
}

const TANH_POLYNOMIAL_BELOW = fromBits(0x3f200000);
const TANH = coefficients(0xbbbaf0ea, 0x3ca9134e, 0xbd5c1e2d, 0x3e088393, 0xbeaaaa99);

/** @param {number} x */
export function tanh(x) {
  const a = Math.abs(x);
  if (a < TANH_POLYNOMIAL_BELOW) {
    const z = f(a * a);
    return copySign(f(f(f(horner(z, TANH) * z) * a) + a), x);
  }
  return copySign(f(1 - f(2 / f(exp(f(2 * a)) + 1))), x);
}

const SQRT_HALF = fromBits(0x3f3504f3);
const LOG = coefficients(
  0x3d9021bb,
  0xbdebd1b8,
  0x3def251a,
  0xbdfe5d4f,
  0x3e11e9bf,
  0xbe2aae50,
  0x3e4cceac,
  0xbe7ffffc,
  0x3eaaaaaa,
);

/** @param {number} x */
export function log(x) {
  if (x === 0) return -Infinity;
  if (x < 0 || Number.isNaN(x)) return NaN;
  if (x === Infinity) return Infinity;
  const isSubnormal = bitsOf(x) < 0x00800000;
  const word = bitsOf(isSubnormal ? f(x * 2 ** 23) : x);
  let e = (word >>> 23) - 126 - (isSubnormal ? 23 : 0);
  let m = fromBits((word & 0x007fffff) | 0x3f000000);
  if (m < SQRT_HALF) {
    e--;
    m = f(f(m + m) - 1);
  } else m = f(m - 1);
  const z = f(m * m);
  let y = f(f(horner(m, LOG) * m) * z);
  y = f(y + f(LN2_LOW * e));
  y = f(y - f(0.5 * z));
  return f(f(m + y) + f(LN2_HIGH * e));
}

const ERF_SCALE = fromBits(0x3ea7ba05);
const ERF = coefficients(0x3f87dc22, 0xbfba00e3, 0x3fb5f0e3, 0xbe91a98e, 0x3e827906);

/** @param {number} x */
export function erf(x) {
  const a = Math.abs(x);
  const t = f(1 / f(1 + f(ERF_SCALE * a)));
  const p = f(horner(t, ERF) * t);
  return copySign(f(1 - f(p * exp(-f(a * a)))), x);
}

/** @param {number} x */
export function rsqrt(x) {
  return f(1 / f(Math.sqrt(x)));
}
