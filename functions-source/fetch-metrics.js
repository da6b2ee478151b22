// Reports the metrics file that a version's contributor published, if it hashes to what the chain names.
//
// args     0 SHA-256 of the version's manifest, 0x… | 1 version id | 2 benchmark id | 3 the benchmark's total, samples
//          4… IPFS gateways, HTTP origins, at least one
// secrets  none
// returns  abi.encode(uint256 versionId, uint256 correct, uint256 total): 96 bytes, counts of samples
// throws   BAD_ARGS, NOT_FOUND (no gateway gave bytes of that hash), BAD_MANIFEST, BAD_METRICS, WRONG_BENCHMARK, OUT_OF_RANGE
let [manifestDigest, versionId, benchmarkId, expectedTotal, ...gateways] = args;
const isDigest = (text) => typeof text === "string" && /^0x[0-9a-f]{64}$/.test(text);
const isCount = (text) => /^[0-9]{1,15}$/.test(text);
const areCounts = [versionId, benchmarkId, expectedTotal].every(isCount);
if (!isDigest(manifestDigest) || !areCounts || gateways.length === 0) throw Error("BAD_ARGS");

const TIMEOUT_MS = 2800; // three rounds of requests fit into the 10 s a node gives
const REQUESTS = { manifest: 3, metrics: 2 }; // a node allows five

const hexOf = (buffer) => new Uint8Array(buffer).reduce((hex, byte) => hex + (byte + 256).toString(16).slice(1), "0x");

// CIDv1, raw, SHA-256, in base32: 36 bytes are 58 digits of 5 bits, the last one padded with 2 bits.
const cidOf = (digest) => {
  const digits = (BigInt("0x01551220" + digest.slice(2)) << 2n).toString(32).padStart(58, "0");
  return "b" + Array.from(digits, (digit) => "abcdefghijklmnopqrstuvwxyz234567"[parseInt(digit, 32)]).join("");
};

const fetchFrom = async (gateway, digest) => {
  const url = gateway + "/ipfs/" + cidOf(digest) + "?format=raw";
  const answer = await Functions.makeHttpRequest({ url, timeout: TIMEOUT_MS, responseType: "arraybuffer" });
  if (answer.error || hexOf(await crypto.subtle.digest("SHA-256", answer.data)) !== digest) throw Error("NOT_FOUND");
  return { gateway, text: new TextDecoder().decode(answer.data) };
};

// Two gateways at a time; the first with the right bytes wins, whatever the others say, and is asked first the next time.
const fetchText = async (digest, requests) => {
  for (let next = 0; next < Math.min(gateways.length, requests); next += 2) {
    const pair = gateways.slice(next, Math.min(next + 2, requests));
    const found = await Promise.any(pair.map((gateway) => fetchFrom(gateway, digest))).catch(() => undefined);
    if (found) gateways = [...new Set([found.gateway, ...gateways])];
    if (found) return found.text;
  }
  throw Error("NOT_FOUND");
};

// What is no JSON becomes undefined, and fails the check of its schema.
const parse = (text) =>
  Promise.resolve(text)
    .then(JSON.parse)
    .catch(() => undefined);

const manifest = await parse(await fetchText(manifestDigest, REQUESTS.manifest));
const metricsDigest = manifest?.schema === "assay/version@1" && manifest.metrics?.sha256;
if (!isDigest(metricsDigest) || manifest.metrics.cid !== cidOf(metricsDigest)) throw Error("BAD_MANIFEST");

const metrics = await parse(await fetchText(metricsDigest, REQUESTS.metrics));
const { correct, total } = metrics ?? {};
if (metrics?.schema !== "assay/metrics@1" || ![correct, total].every(Number.isSafeInteger)) throw Error("BAD_METRICS");
if (metrics.benchmarkId !== Number(benchmarkId)) throw Error("WRONG_BENCHMARK");
if (correct < 0 || correct > total || total !== Number(expectedTotal)) throw Error("OUT_OF_RANGE");

const words = [versionId, correct, total].map((count) => Functions.encodeUint256(BigInt(count)));
return new Uint8Array(words.flatMap((word) => Array.from(word)));
