/**
 * The body of an HTTP answer, at most `maxBytes`; undefined when it is longer. What follows is not read: a peer may send
 * without end.
 */
export async function readBody(response: Response, maxBytes: number): Promise<Buffer | undefined> {
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    // Leaving the loop cancels the stream.
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
