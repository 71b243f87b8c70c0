/** What a page weighs on the wire. */

/** Bytes after gzip at its default level. */
export async function gzipped(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

/**
 * Gzip bytes of all modules that a page loads, with what they import; not of those that come after
 * an interaction, by import().
 * @param get answers a path of the app
 */
export async function scriptBytes(
  html: string,
  get: (path: string) => Promise<Response>,
): Promise<number> {
  const seen = new Map<string, number>();
  const load = async (path: string) => {
    if (seen.has(path)) return;
    seen.set(path, 0);
    const response = await get(path);
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    seen.set(path, await gzipped(bytes));
    await follow(new TextDecoder().decode(bytes), path);
  };
  const follow = async (text: string, from: string) => {
    for (const [, spec] of text.matchAll(/(?:from|import)\s*["']([^"']+\.js)["']/g)) {
      await load(new URL(spec!, new URL(from, "http://page")).pathname);
    }
  };
  for (const [, attributes, body] of html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)) {
    const src = /\bsrc="([^"]+)"/.exec(attributes!)?.[1];
    if (src) await load(src);
    else await follow(body!, "/");
  }
  return [...seen.values()].reduce((sum, bytes) => sum + bytes, 0);
}
