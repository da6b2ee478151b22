import * as tf from "@tensorflow/tfjs-core";
import { expect } from "chai";
import { EngineError } from "../EngineError.ts";
import { knownKernels } from "./refusedKernels.ts";
import { supportedKernels } from "./registerKernels.ts";
import { withBackend } from "../testing/withBackend.ts";

// Every kernel that tfjs 4.22.0 knows is in one of these lists. Another version's kernels show up as a failing test.

const SUPPORTED = `Abs Add AddN All Any ArgMax ArgMin AvgPool AvgPoolGrad BatchMatMul BroadcastTo Cast Ceil ClipByValue
  Concat Conv2D Conv2DBackpropFilter Conv2DBackpropInput Cumprod Cumsum DepthwiseConv2dNative
  DepthwiseConv2dNativeBackpropFilter DepthwiseConv2dNativeBackpropInput Elu EluGrad Equal Erf Exp ExpandDims Expm1 Fill
  Floor FloorDiv FusedBatchNorm FusedConv2D GatherNd GatherV2 Greater GreaterEqual Identity IsFinite IsInf IsNan
  LeakyRelu Less LessEqual LinSpace Log Log1p LogSoftmax LogicalAnd LogicalNot LogicalOr LogicalXor Max MaxPool
  MaxPoolGrad Maximum Mean Min Minimum MirrorPad Mod Multiply Neg NotEqual OneHot OnesLike Pack PadV2 Pow Prelu Prod
  Range RealDiv Reciprocal Relu Relu6 Reshape Reverse Round Rsqrt ScatterNd Select Selu Sigmoid Sign Slice Softmax
  Softplus SplitV Sqrt Square SquaredDifference Step StridedSlice Sub Sum Tanh TensorScatterUpdate Tile TopK Transpose
  Unpack UnsortedSegmentSum ZerosLike _FusedMatMul`;

const REFUSED = `Acos Acosh Asin Asinh Atan Atan2 Atanh AvgPool3D AvgPool3DGrad BatchToSpaceND Bincount BitwiseAnd
  BroadcastArgs Complex ComplexAbs Conv3D Conv3DBackpropFilterV2 Conv3DBackpropInputV2 Cos Cosh CropAndResize
  DenseBincount DepthToSpace Diag Dilation2D Dilation2DBackpropFilter Dilation2DBackpropInput Draw Einsum FFT
  FlipLeftRight FromPixels FusedDepthwiseConv2D IFFT Imag LRN LRNGrad LowerBound MatrixBandPart MaxPool3D MaxPool3DGrad
  MaxPoolWithArgmax Multinomial NonMaxSuppressionV3 NonMaxSuppressionV4 NonMaxSuppressionV5 Pool RaggedGather
  RaggedRange RaggedTensorToTensor Real ResizeBilinear ResizeBilinearGrad ResizeNearestNeighbor
  ResizeNearestNeighborGrad RotateWithOffset SearchSorted Sin Sinh SpaceToBatchND SparseFillEmptyRows SparseReshape
  SparseSegmentMean SparseSegmentSum SparseToDense StaticRegexReplace StringNGrams StringSplit StringToHashBucketFast
  Tan Transform Unique UpperBound`;

const names = (list: string): string[] => list.split(/\s+/);

describe("registerKernels", () => {
  it("supports or refuses every kernel that tfjs knows", () => {
    expect(supportedKernels()).to.deep.equal(names(SUPPORTED).sort());
    expect(knownKernels()).to.deep.equal([...names(SUPPORTED), ...names(REFUSED)].sort());
  });

  it("refuses by name, and says what to do", async () => {
    await withBackend({}, () => {
      for (const name of names(REFUSED)) {
        const call = (): unknown => tf.engine().runKernel(name, {});
        expect(call, name)
          .to.throw(EngineError, `does not compute ${name}`)
          .with.property("code", "UnsupportedOperation");
        expect(call, name).to.throw(EngineError).with.property("hint").that.is.not.empty;
      }
    });
  });
});
