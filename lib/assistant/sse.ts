/** Reads server-sent events as they come: https://html.spec.whatwg.org/multipage/server-sent-events.html */

/**
 * Blocks with a name and data, in order; comments and blocks without data are passed over. Ends with
 * the stream; leaving the loop takes the stream back.
 * @throws Error when a block is longer than `most` UTF-16 units, or the stream breaks
 */
export async function* blocksOf(
  body: ReadableStream<Uint8Array> | null,
  most: number,
): AsyncGenerator<{ event: string; data: string }> {
  if (body === null) return;
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    rest = (rest + decoder.decode(bytes, { stream: true })).replaceAll("\r\n", "\n");
    const blocks = rest.split("\n\n");
    rest = blocks.pop()!;
    if (rest.length > most) throw new Error("Cannot read an event that long");
    for (const block of blocks) {
      const read = blockOf(block);
      if (read) yield read;
    }
  }
}

function blockOf(block: string): { event: string; data: string } | null {
  let event = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^([a-z]+): ?(.*)$/.exec(line) ?? [];
    if (field === "event") event = value!;
    if (field === "data") data.push(value!);
  }
  return data.length > 0 ? { event, data: data.join("\n") } : null;
}
