/** Mermaid as one file for browsers, from the package. Read once, packed once. */
import { createRequire } from "node:module";
import { gzip } from "node:zlib";
import { promisify } from "node:util";

/** Part of the file's address, so that it can be kept for ever. Must be that of deno.json. */
export const MERMAID_VERSION = "11.14.0";

export interface MermaidScript {
  plain: Uint8Array<ArrayBuffer>;
  gzip: Uint8Array<ArrayBuffer>;
}

let script: Promise<MermaidScript> | undefined;

async function load(): Promise<MermaidScript> {
  const path = createRequire(import.meta.url).resolve("mermaid/dist/mermaid.min.js");
  const plain = await Deno.readFile(path);
  const packed = await promisify(gzip)(plain, { level: 9 });
  return { plain, gzip: new Uint8Array(packed) };
}

/** 3.1 MB, packed 0.9 MB. Rejects when the package is not installed; the next call tries again. */
export function mermaidScript(): Promise<MermaidScript> {
  script ??= load().catch((error) => {
    script = undefined;
    throw error;
  });
  return script;
}

/** Where our server has it. */
export const MERMAID_PATH = `/diagrams/mermaid-${MERMAID_VERSION}.js`;
