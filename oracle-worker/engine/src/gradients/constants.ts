import { flat, type Gradient, type Gradients, one } from "./gradient.ts";

/** No slope for any of the inputs by these names. */
function without(...inputs: string[]): Gradient {
  return {
    inputsToSave: inputs,
    gradFunc: (_dy, saved) => Object.fromEntries(inputs.map((name, i) => [name, () => flat(one(saved.slice(i)))])),
  };
}

const OF_ONE = `ArgMax ArgMin Ceil Floor IsFinite IsInf IsNan LogicalNot OnesLike Round Sign Step ZerosLike`;
const OF_TWO = `Equal FloorDiv Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr LogicalXor NotEqual`;

/** Steps, choices and questions: flat wherever they have a slope. */
export const constants: Gradients = {
  ...Object.fromEntries(OF_ONE.split(" ").map((name) => [name, without("x")])),
  ...Object.fromEntries(OF_TWO.split(" ").map((name) => [name, without("a", "b")])),
  OneHot: without("indices"),
};
