import { backend_util, slice_util, util } from "@tensorflow/tfjs-core";
import type { KernelTable } from "../kernel.ts";
import { sliced } from "./sliced.ts";

/** Kernels that take parts of a tensor. */
export const sliceKernels: KernelTable = {
  Slice: ({ backend, input, attributes }) => {
    const x = input("x");
    const [begin = [], size = []] = slice_util.parseSliceParams(
      x,
      attributes.oneOrMore("begin") ?? 0,
      attributes.oneOrMore("size") ?? -1,
    );
    slice_util.assertParamsValid(x, begin, size);
    return sliced(backend, x, begin, size);
  },

  StridedSlice: ({ backend, input, attributes }) => {
    const x = input("x");
    const { finalShape, begin, end, strides } = slice_util.sliceInfo(
      x.shape,
      attributes.numbers("begin"),
      attributes.numbers("end"),
      attributes.numbers("strides"),
      attributes.number("beginMask", 0),
      attributes.number("endMask", 0),
      attributes.number("ellipsisMask", 0),
      attributes.number("newAxisMask", 0),
      attributes.number("shrinkAxisMask", 0),
    );
    const shape = slice_util.computeOutShape(begin, end, strides);
    return { ...sliced(backend, x, begin, shape, strides), shape: finalShape };
  },

  SplitV: ({ backend, input, attributes }) => {
    const x = input("x");
    const [axis = 0] = util.parseAxisParam(attributes.number("axis", 0), x.shape);
    const parts = attributes.oneOrMore("numOrSizeSplits") ?? [];
    const only = attributes.isNumber("numOrSizeSplits") ? parts[0] : undefined;
    const begin = x.shape.map(() => 0);
    return backend_util.prepareSplitSize(x, only ?? parts, axis).map((length) => {
      const part = sliced(
        backend,
        x,
        begin,
        x.shape.map((whole, i) => (i === axis ? length : whole)),
      );
      begin[axis] = (begin[axis] ?? 0) + length;
      return part;
    });
  },

  Unpack: ({ backend, input, attributes }) => {
    const x = input("value");
    const [axis = 0] = util.parseAxisParam(attributes.number("axis", 0), x.shape);
    const size = x.shape.map((length, i) => (i === axis ? 1 : length));
    const shape = x.shape.filter((_, i) => i !== axis);
    return Array.from({ length: x.shape[axis] ?? 0 }, (_, index) => ({
      ...sliced(
        backend,
        x,
        x.shape.map((__, i) => (i === axis ? index : 0)),
        size,
      ),
      shape,
    }));
  },

  Reverse: ({ backend, input, attributes }) => {
    const x = input("x");
    const axes = util.parseAxisParam(attributes.oneOrMore("dims") ?? x.shape.map((_, i) => i), x.shape);
    const isReversed = x.shape.map((length, i) => axes.includes(i) && length > 0);
    return sliced(
      backend,
      x,
      x.shape.map((length, i) => (isReversed[i] === true ? length - 1 : 0)),
      x.shape,
      isReversed.map((reversed) => (reversed ? -1 : 1)),
    );
  },
};
