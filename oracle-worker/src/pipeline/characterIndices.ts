import { AssayError } from "../errors.ts";

/**
 * Each character's index in the alphabet.
 * @param name whose characters they are, for the error
 * @throws AssayError `DatasetInvalid` for a character that the alphabet lacks, naming it and its place
 */
export function characterIndices(characters: readonly string[], alphabet: string, name: string): Int32Array {
  const indexOf = new Map(Array.from(alphabet, (character, i) => [character, i]));
  return Int32Array.from(characters, (character, place) => {
    const index = indexOf.get(character);
    if (index === undefined) {
      throw new AssayError(
        "DatasetInvalid",
        `${name} has ${JSON.stringify(character)} at character ${place}, which the alphabet lacks`,
        {
          hint: `the alphabet is ${JSON.stringify(alphabet)}`,
        },
      );
    }
    return index;
  });
}
