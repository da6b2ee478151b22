// Trains as the address says, and sends the outcome back: one thread in the page itself, several in a worker.
import { trainHere } from "./trainHere.mjs";

const job = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const train = job.threads === 1 ? trainHere : trainInWorker;
const result = await train(job).catch((error) => ({ error: String(error) }));
await fetch("/result", { method: "POST", body: JSON.stringify(result) });

function trainInWorker(job) {
  const worker = new Worker("/trainingWorker.js");
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(job);
  });
}
