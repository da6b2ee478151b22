/** What Keras calls a part of a layer, and what we call it. */
const PARTS: Readonly<Record<string, string>> = { kernel: "weight", bias: "bias" };
const NORM_PARTS: Readonly<Record<string, string>> = {
  gamma: "gain",
  beta: "bias",
  moving_mean: "mean",
  moving_variance: "variance",
};

/** Our name of the part of a layer that Keras calls `part`; undefined where there is none. */
export function ownName(layer: string, part: string): string | undefined {
  const own = (isNorm(layer) ? NORM_PARTS : PARTS)[part];
  return own === undefined ? undefined : `${layer}.${own}`;
}

/** Keras' name of one of our weights: `blocks.0.conv.weight` is `blocks.0.conv/kernel`. */
export function kerasName(name: string): string {
  const end = name.lastIndexOf(".");
  const [layer, part] = [name.slice(0, end), name.slice(end + 1)];
  const found = Object.entries(isNorm(layer) ? NORM_PARTS : PARTS).find(([, own]) => own === part);
  if (found === undefined) throw new RangeError(`Keras has no name for ${name}`);
  return `${layer}/${found[0]}`;
}

function isNorm(layer: string): boolean {
  return layer.endsWith(".norm");
}
