// Numbers of the operations, for the kernels and for the host: this file is compiled by both.

/* LINEAR 0–15 (gemm.ts) */
export const MATMUL = 1;
export const BATCH_MATMUL = 2;
export const LINEAR_BACKWARD = 3;

/* ELEMENTWISE 16–31 (elementwise.ts) */
export const UNARY = 16;
export const BINARY = 17;
export const BINARY_SCALAR = 18;
export const BINARY_ROWS = 19;
export const SELECT = 20;

/* REDUCTION 32–47 (reduce.ts) */
export const REDUCE_ROWS = 32;
export const REDUCE_COLUMNS = 33;
export const SOFTMAX = 34;
export const CUMULATE = 35;
export const SEGMENT_SUM = 36;

/* MOVEMENT 48–63 (move.ts) */
export const COPY_STRIDED = 48;
export const GATHER = 49;

/* FUSED 64–95 (fused.ts) */
export const LAYER_NORM = 64;
export const LAYER_NORM_BACKWARD = 65;
export const ATTENTION = 66;
export const ATTENTION_BACKWARD = 67;
export const GELU = 68;
export const GELU_BACKWARD = 69;
export const CROSS_ENTROPY = 70;
export const EMBEDDING = 71;
export const EMBEDDING_BACKWARD = 72;
export const BAG_EMBEDDING = 73;
export const BAG_EMBEDDING_BACKWARD = 74;
export const BIAS_RELU = 75;
export const RELU_BACKWARD = 76;
export const DROPOUT = 77;
export const SCALE = 78;

/* OPTIMIZER 96–111 (optimizer.ts) */
export const ADAM = 96;
export const SGD = 97;

/* CONVOLUTION 112–143 (runConvolution.ts) */
export const PAD_IMAGES = 112;
export const CONVOLVE = 113;
export const CONVOLVE_FILTER_GRADIENT = 114;
export const PERMUTE_FILTER = 115;
export const DEPTHWISE = 116;
export const DEPTHWISE_INPUT_GRADIENT = 117;
export const DEPTHWISE_FILTER_GRADIENT = 118;
export const MAX_POOL = 119;
export const MAX_POOL_GRADIENT = 120;
export const AVG_POOL = 121;
export const AVG_POOL_GRADIENT = 122;
export const BATCH_NORM = 123;
export const BATCH_NORM_MOMENTS = 124;
export const BATCH_NORM_BACKWARD = 125;
