import { committeeRows, marketRows, registryRows, type Row } from "./rows.ts";
import { createWorld } from "./world.ts";

function toMarkdown(rows: readonly Row[]): string {
  const lines = rows.map(({ operation, ours, target, counted }) => {
    const ratio = (ours / target).toFixed(2);
    return `| ${operation} | ${ours.toLocaleString("en")} | ${target.toLocaleString("en")} | ${ratio} | ${counted} |`;
  });
  return ["| operation | gas | target | ratio | what is counted |", "|---|---:|---:|---:|---|", ...lines].join("\n");
}

const world = await createWorld();
const rows = [...(await registryRows(world)), ...(await committeeRows(world)), ...(await marketRows(world))];
process.stdout.write(process.argv.includes("--json") ? `${JSON.stringify(rows)}\n` : `${toMarkdown(rows)}\n`);
