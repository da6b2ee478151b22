// Numbers of the operations, for the kernels and for the host: this file is compiled by both.

/* LINEAR 0–15 (gemm.ts) */
export const NOTHING = 0;
export const MATMUL = 1;
export const BATCH_MATMUL = 2;
export const LINEAR_BACKWARD = 3;

/* ELEMENTWISE 16–31 */
/* REDUCTION 32–47 */
/* MOVEMENT 48–63 */
/* FUSED 64–95 */
/* OPTIMIZER 96–111 */
/* CONVOLUTION 112–143 */
