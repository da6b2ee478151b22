import { SaxesParser } from "saxes";
import { z } from "zod";

const JSON_PREFIX = "data:application/json;base64,";
const SVG_PREFIX = "data:image/svg+xml;base64,";

const MetadataSchema = z.strictObject({
  name: z.string(),
  description: z.string(),
  image: z.string(),
  attributes: z.array(z.strictObject({ trait_type: z.string(), value: z.union([z.string(), z.number()]) })),
});

/** What may stand in a picture: shapes and text, nothing that runs, loads, links or styles. */
const ELEMENTS = new Set(["svg", "rect", "text"]);
const ATTRIBUTES = new Set(
  "xmlns viewBox font-family font-size fill width height x y unicode-bidi".split(" "), // no style, href, class, on…
);

export interface TokenMetadata {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string | number>;
  /** The texts of the picture, in its order. */
  readonly texts: readonly string[];
}

/** Decodes base64 of UTF-8. @throws when it is not canonical base64, or not UTF-8 */
function decode(prefix: string, uri: string): string {
  if (!uri.startsWith(prefix)) throw new Error(`not a ${prefix} address: ${uri.slice(0, 80)}`);
  const base64 = uri.slice(prefix.length);
  const bytes = Buffer.from(base64, "base64");
  if (bytes.toString("base64") !== base64) throw new Error("not canonical base64");
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** Reads JSON from a data address. @throws when its text could end a script or an element of a page it is put into */
export function parseJsonUri(uri: string): unknown {
  const text = decode(JSON_PREFIX, uri);
  if (/[<>&]/.test(text)) throw new Error("the JSON carries markup");
  return JSON.parse(text) as unknown;
}

/** The texts of an SVG. @throws when it is not well-formed XML of allowed elements and attributes alone */
function parseSvg(svg: string): string[] {
  const texts: string[] = [];
  const parser = new SaxesParser();
  const refuse = (what: string) => () => {
    throw new Error(`the picture has ${what}`);
  };
  parser.on("error", (error) => {
    throw error;
  });
  for (const kind of ["xmldecl", "doctype", "processinginstruction", "comment", "cdata"] as const) {
    parser.on(kind, refuse(`a ${kind}`));
  }
  parser.on("opentag", ({ name, attributes }) => {
    if (!ELEMENTS.has(name)) refuse(`an element ${name}`)();
    for (const attribute of Object.keys(attributes)) {
      if (!ATTRIBUTES.has(attribute)) refuse(`an attribute ${attribute}`)();
    }
    if (name === "text") texts.push("");
  });
  parser.on("text", (text) => {
    texts.push((texts.pop() ?? "") + text);
  });
  parser.write(svg).close();
  return texts;
}

/** Reads a `tokenURI` as a careful marketplace does. @throws when any layer of it is not what it should be */
export function parseMetadata(uri: string): TokenMetadata {
  const { name, image, attributes } = MetadataSchema.parse(parseJsonUri(uri));
  const entries = attributes.map(({ trait_type, value }) => [trait_type, value] as const);
  return { name, attributes: new Map(entries), texts: parseSvg(decode(SVG_PREFIX, image)) };
}
