/** A named tensor: `values` in row-major order, as many as the product of `shape`. */
export type WeightTensor = { readonly shape: readonly number[]; readonly values: Float32Array };

/** Every trained parameter of a version, by name. Order carries no meaning: what is hashed or written is sorted by name. */
export type Weights = ReadonlyMap<string, WeightTensor>;
