/** A logo as a response: nothing but the image it was found to be, for its members' browsers. */
import type { Image } from "./image.ts";

const ENDINGS: Record<Image["type"], string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
};

/** Caching: an address with the version of what it answers never changes. */
export function caching(asked: string | undefined, version: number): string {
  return asked === String(version) ? "private, max-age=31536000, immutable" : "private, no-cache";
}

export function logoResponse(
  logo: { type: Image["type"]; bytes: Uint8Array; version: number },
  asked: string | undefined,
): Response {
  return new Response(new Uint8Array(logo.bytes), {
    headers: {
      "content-type": logo.type,
      "content-disposition": `inline; filename="logo.${ENDINGS[logo.type]}"`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
      "cache-control": caching(asked, logo.version),
    },
  });
}
