/**
 * C[5×16] += A·B over k = 0…depth−1, in that order: multiply, then add. A is packed as depth groups of 5, B as depth
 * groups of 16. Accumulators start as loads, which is what V8's revectorizer looks for.
 * @param stride bytes from one row of C to the next
 */
export function microKernel5x16(a: usize, b: usize, c: usize, stride: usize, depth: i32): void {
  const c0 = c;
  const c1 = c0 + stride;
  const c2 = c1 + stride;
  const c3 = c2 + stride;
  const c4 = c3 + stride;
  let r00 = v128.load(c0, 0);
  let r01 = v128.load(c0, 16);
  let r02 = v128.load(c0, 32);
  let r03 = v128.load(c0, 48);
  let r10 = v128.load(c1, 0);
  let r11 = v128.load(c1, 16);
  let r12 = v128.load(c1, 32);
  let r13 = v128.load(c1, 48);
  let r20 = v128.load(c2, 0);
  let r21 = v128.load(c2, 16);
  let r22 = v128.load(c2, 32);
  let r23 = v128.load(c2, 48);
  let r30 = v128.load(c3, 0);
  let r31 = v128.load(c3, 16);
  let r32 = v128.load(c3, 32);
  let r33 = v128.load(c3, 48);
  let r40 = v128.load(c4, 0);
  let r41 = v128.load(c4, 16);
  let r42 = v128.load(c4, 32);
  let r43 = v128.load(c4, 48);
  for (let k: i32 = 0; k < depth; k++) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    const b2 = v128.load(b, 32);
    const b3 = v128.load(b, 48);
    const a0 = v128.load32_splat(a, 0);
    r00 = f32x4.add(f32x4.mul(a0, b0), r00);
    r01 = f32x4.add(f32x4.mul(a0, b1), r01);
    r02 = f32x4.add(f32x4.mul(a0, b2), r02);
    r03 = f32x4.add(f32x4.mul(a0, b3), r03);
    const a1 = v128.load32_splat(a, 4);
    r10 = f32x4.add(f32x4.mul(a1, b0), r10);
    r11 = f32x4.add(f32x4.mul(a1, b1), r11);
    r12 = f32x4.add(f32x4.mul(a1, b2), r12);
    r13 = f32x4.add(f32x4.mul(a1, b3), r13);
    const a2 = v128.load32_splat(a, 8);
    r20 = f32x4.add(f32x4.mul(a2, b0), r20);
    r21 = f32x4.add(f32x4.mul(a2, b1), r21);
    r22 = f32x4.add(f32x4.mul(a2, b2), r22);
    r23 = f32x4.add(f32x4.mul(a2, b3), r23);
    const a3 = v128.load32_splat(a, 12);
    r30 = f32x4.add(f32x4.mul(a3, b0), r30);
    r31 = f32x4.add(f32x4.mul(a3, b1), r31);
    r32 = f32x4.add(f32x4.mul(a3, b2), r32);
    r33 = f32x4.add(f32x4.mul(a3, b3), r33);
    const a4 = v128.load32_splat(a, 16);
    r40 = f32x4.add(f32x4.mul(a4, b0), r40);
    r41 = f32x4.add(f32x4.mul(a4, b1), r41);
    r42 = f32x4.add(f32x4.mul(a4, b2), r42);
    r43 = f32x4.add(f32x4.mul(a4, b3), r43);
    a += 20;
    b += 64;
  }
  v128.store(c0, r00, 0);
  v128.store(c0, r01, 16);
  v128.store(c0, r02, 32);
  v128.store(c0, r03, 48);
  v128.store(c1, r10, 0);
  v128.store(c1, r11, 16);
  v128.store(c1, r12, 32);
  v128.store(c1, r13, 48);
  v128.store(c2, r20, 0);
  v128.store(c2, r21, 16);
  v128.store(c2, r22, 32);
  v128.store(c2, r23, 48);
  v128.store(c3, r30, 0);
  v128.store(c3, r31, 16);
  v128.store(c3, r32, 32);
  v128.store(c3, r33, 48);
  v128.store(c4, r40, 0);
  v128.store(c4, r41, 16);
  v128.store(c4, r42, 32);
  v128.store(c4, r43, 48);
}
