import type { Storage } from "./mod.ts";

const BUCKET = "documents";
const TIMEOUT_MS = 10_000;

/** Supabase Storage by its REST interface: private bucket `documents`, <organisation>/<2 hex>/<sha256>. */
export function supabaseStorage({ url, key }: { url: string; key: string }): Storage {
  // A new secret key is no token; the older service_role key is one, and has to be sent as one.
  const headers: Record<string, string> = key.startsWith("ey")
    ? { apikey: key, authorization: `Bearer ${key}` }
    : { apikey: key };
  const base = `${url}/storage/v1`;
  const pathOf = (org: string, sha256: string) =>
    `${BUCKET}/${org}/${sha256.slice(0, 2)}/${sha256}`;
  return {
    async put(org, staged) {
      const file = await Deno.open(staged.path);
      const response = await fetch(`${base}/object/${pathOf(org, staged.sha256)}`, {
        method: "POST",
        headers: {
          ...headers,
          "content-type": staged.mediaType,
          "x-upsert": "true",
        },
        body: file.readable,
      });
      const said = await response.text();
      if (!response.ok) {
        throw new Error(`Cannot store document: status ${response.status}, ${said.slice(0, 200)}`);
      }
      await staged.drop();
    },
    async open(org, sha256) {
      const response = await fetch(`${base}/object/authenticated/${pathOf(org, sha256)}`, {
        headers,
      });
      if (response.ok) return response.body;
      const said = await response.text();
      // Storage answers 400 with its own code for what is not there.
      if (response.status === 404 || /not.?found/i.test(said)) return null;
      throw new Error(`Cannot read document: status ${response.status}, ${said.slice(0, 200)}`);
    },
    async check() {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const response = await fetch(`${base}/bucket/${BUCKET}`, { headers, signal });
      await response.body?.cancel();
      if (!response.ok) {
        throw new Error(
          `Supabase Storage has no bucket "${BUCKET}" (status ${response.status}): make it, private`,
        );
      }
    },
  };
}
