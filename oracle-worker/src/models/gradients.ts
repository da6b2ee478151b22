import * as tf from "@tensorflow/tfjs-core";

// The package's own gradients are not in the build that Node loads. Ours cover the operations that our graphs are made
// of, with sums written as products with ones, which the cpu backend does in a fraction of the time.

type Gradient = Omit<tf.GradConfig, "kernelName" | "gradFunc"> & {
  gradFunc: (dy: tf.Tensor, saved: readonly tf.Tensor[], attrs: tf.NamedAttrMap) => Record<string, () => tf.Tensor>;
};

/** Gradients by kernel. Operands of another shape than the result's are its trailing axes, or a scalar. */
const GRADIENTS: Readonly<Record<string, Gradient>> = {
  Add: {
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b]) => ({ a: () => sumTo(dy, shapeOf(a)), b: () => sumTo(dy, shapeOf(b)) }),
  },
  Sub: {
    inputsToSave: ["a", "b"],
    gradFunc: (dy, [a, b]) => ({ a: () => sumTo(dy, shapeOf(a)), b: () => sumTo(tf.neg(dy), shapeOf(b)) }),
  },
  Multiply: {
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved) => {
      const [a, b] = two(saved);
      return { a: () => sumTo(tf.mul(dy, b), a.shape), b: () => sumTo(tf.mul(dy, a), b.shape) };
    },
  },
  RealDiv: {
    inputsToSave: ["a", "b"],
    gradFunc: (dy, saved) => {
      const [a, b] = two(saved);
      return {
        a: () => sumTo(tf.div(dy, b), a.shape),
        b: () => sumTo(tf.neg(tf.div(tf.mul(dy, a), tf.mul(b, b))), b.shape),
      };
    },
  },
  Sqrt: { outputsToSave: [true], gradFunc: (dy, saved) => ({ x: () => tf.div(dy, tf.mul(one(saved), 2)) }) },
  Tanh: {
    outputsToSave: [true],
    gradFunc: (dy, saved) => ({ x: () => tf.mul(dy, tf.sub(1, tf.mul(one(saved), one(saved)))) }),
  },
  Relu: { inputsToSave: ["x"], gradFunc: (dy, saved) => ({ x: () => tf.mul(dy, tf.step(one(saved))) }) },
  Reshape: { inputsToSave: ["x"], gradFunc: (dy, [x]) => ({ x: () => tf.reshape(dy, shapeOf(x)) }) },
  Transpose: {
    gradFunc: (dy, _saved, attrs) => ({ x: () => tf.transpose(dy, inverse(numbers(attrs["perm"]))) }),
  },
  Sum: { inputsToSave: ["x"], gradFunc: (dy, saved) => ({ x: () => tf.mul(tf.onesLike(one(saved)), dy) }) },
  BatchMatMul: { inputsToSave: ["a", "b"], gradFunc: matMulGradient },
  // dx = (dy − Σ dy·y) · y
  Softmax: {
    outputsToSave: [true],
    gradFunc: (dy, saved) => {
      const y = one(saved);
      return { logits: () => tf.mul(tf.sub(dy, rowSums(tf.mul(dy, y))), y) };
    },
  },
  // dx = dy − Σ dy · exp(y)
  LogSoftmax: {
    outputsToSave: [true],
    gradFunc: (dy, saved) => ({ logits: () => tf.sub(dy, tf.mul(rowSums(dy), tf.exp(one(saved)))) }),
  },
};

/** Makes the operations of our graphs differentiable; does nothing the second time. */
export function registerGradients(): void {
  for (const [kernelName, { gradFunc, ...saves }] of Object.entries(GRADIENTS)) {
    if (registered(kernelName) !== undefined) continue;
    tf.registerGradient({
      ...saves,
      kernelName,
      gradFunc: (dy, saved, attrs) => gradFunc(Array.isArray(dy) ? one(dy) : dy, saved, attrs),
    });
  }
}

/** The library's own type leaves out that a kernel may have none. */
function registered(kernelName: string): tf.GradConfig | undefined {
  return tf.getGradient(kernelName);
}

function matMulGradient(
  dy: tf.Tensor,
  saved: readonly tf.Tensor[],
  attrs: tf.NamedAttrMap,
): Record<string, () => tf.Tensor> {
  const [a, b] = two(saved);
  if (attrs["transposeA"] === true) throw new RangeError("no gradient for a transposed first operand");
  return attrs["transposeB"] === true
    ? { a: () => tf.matMul(dy, b), b: () => tf.matMul(dy, a, true, false) }
    : { a: () => tf.matMul(dy, b, false, true), b: () => tf.matMul(a, dy, true, false) };
}

/** Undoes a broadcast over leading axes: the sum over them. */
function sumTo(dy: tf.Tensor, shape: number[]): tf.Tensor {
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  if (dy.size === size) return tf.reshape(dy, shape);
  const rows = dy.size / size;
  return tf.reshape(tf.matMul(tf.ones([1, rows]), tf.reshape(dy, [rows, size])), shape);
}

/** Each row's sum in every column of the row; a row is the last axis. */
function rowSums(x: tf.Tensor): tf.Tensor {
  const columns = x.shape.at(-1) ?? 1;
  const rows = tf.reshape(x, [x.size / columns, columns]);
  const sums = tf.matMul(rows, tf.ones([columns, 1])); // [rows, 1]
  return tf.reshape(tf.matMul(sums, tf.ones([1, columns])), x.shape);
}

function inverse(permutation: readonly number[]): number[] {
  return permutation.map((_, axis) => permutation.indexOf(axis));
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

function shapeOf(tensor: tf.Tensor | undefined): number[] {
  return tensor?.shape ?? [];
}

function one(tensors: readonly tf.Tensor[]): tf.Tensor {
  const [tensor] = tensors;
  if (tensor === undefined) throw new RangeError("a gradient lacks its saved tensor");
  return tensor;
}

function two(tensors: readonly tf.Tensor[]): [tf.Tensor, tf.Tensor] {
  return [one(tensors), one(tensors.slice(1))];
}
