import { EngineError } from "../../EngineError.ts";

/** @throws EngineError `ShapeInvalid` for an index outside of 0 … length − 1 */
export function checkIndices(name: string, indices: Int32Array, length: number): void {
  const wrong = indices.find((index) => index < 0 || index >= length);
  if (wrong === undefined) return;
  throw new EngineError("ShapeInvalid", `${name}: index ${wrong} is not from 0 to ${length - 1}`, {
    hint: "check the data that the indices come from",
  });
}
