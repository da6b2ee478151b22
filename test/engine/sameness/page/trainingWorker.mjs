import { trainHere } from "./trainHere.mjs";

onmessage = async ({ data: job }) => {
  postMessage(await trainHere(job).catch((error) => ({ error: String(error) })));
};
