import { basename } from "node:path";
import { encodeLicence } from "../core/encodeLicence.ts";
import type { Artefact } from "../ipfs/artefact.ts";
import { describeDataset } from "../pipeline/describeData.ts";
import { type DatasetManifest, DatasetManifestSchema } from "../pipeline/manifests.ts";
import { encodeDocument } from "../pipeline/parseDocument.ts";
import type { CommandContext } from "./commandContext.ts";
import { eventOf } from "./eventOf.ts";
import { openAccount } from "./openAccount.ts";
import { openStore } from "./openStore.ts";
import { MAX_DATA_BYTES } from "./readContent.ts";
import { readInputFile } from "../runs/readInputFile.ts";

export type DatasetInput = {
  file: string;
  name: string;
  description: string;
  licence: string;
  /** true: no version trained on it may be offered for sale. */
  nonCommercial: boolean;
  royaltyBps: number;
  /** 0: it replaces none. */
  previous: number;
};

export type AddedDataset = {
  datasetId: number;
  rows: number;
  data: Artefact;
  manifest: Artefact;
  transactionHash: string;
};

/**
 * Publishes a file and registers it as a dataset.
 * @throws AssayError `FileUnreadable`, `DatasetInvalid`, `NotUtf8Text`, `SpecInvalid`, `UsageInvalid`, and those of store and chain
 */
export async function addDatasetFile(context: CommandContext, input: DatasetInput): Promise<AddedDataset> {
  const bytes = await readInputFile(input.file, MAX_DATA_BYTES);
  const licenceWord = encodeLicence(input.licence);
  const { format, rows } = describeDataset(basename(input.file), bytes);
  using session = await openAccount(context);
  await using store = await openStore(session.config);
  const data = await store.put(bytes);
  const { name, description, licence, royaltyBps, previous, nonCommercial } = input;
  const manifest: DatasetManifest = { schema: "assay/dataset@1", name, description, licence, format, rows, data };
  const words = { name: "dataset", code: "UsageInvalid", schema: DatasetManifestSchema } as const;
  const block = await store.putBlock(encodeDocument(words, manifest));

  const { datasetRegistry } = session.contracts;
  const params = {
    manifestDigest: block.sha256,
    royaltyBps,
    previous,
    licence: licenceWord,
    nonCommercial,
  };
  const receipt = await session.send(datasetRegistry.register.populateTransaction(params), {
    onSigned: () => store.commit(),
  });
  const { datasetId } = eventOf(receipt, datasetRegistry, datasetRegistry.getEvent("DatasetRegistered"));
  return { datasetId: Number(datasetId), rows, data, manifest: block, transactionHash: receipt.hash };
}
