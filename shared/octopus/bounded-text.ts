/** The body as text; `undefined`, without reading on, for more than `most` bytes. */
export async function boundedText(response: Response, most: number): Promise<string | undefined> {
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (!body) return '';
  const decoder = new TextDecoder();
  let text = '';
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > most) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
