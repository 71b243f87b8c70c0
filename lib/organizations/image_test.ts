import assert from "node:assert/strict";
import { MAX_LOGO_BYTES, readImage } from "./image.ts";
import { jpeg, png, webp } from "./images_testing.ts";

Deno.test("type and size come from the bytes", () => {
  assert.deepEqual(readImage(png(240, 64)), { type: "image/png", width: 240, height: 64 });
  assert.deepEqual(readImage(jpeg(300, 100)), { type: "image/jpeg", width: 300, height: 100 });
  assert.deepEqual(readImage(webp(128, 32)), { type: "image/webp", width: 128, height: 32 });
});

Deno.test("what is no image, or cut off, too large, too wide or too small, is refused", () => {
  const text = (value: string) => new TextEncoder().encode(value);
  for (
    const bytes of [text("<svg xmlns='http://www.w3.org/2000/svg'/>"), text(""), text("GIF89a")]
  ) {
    assert.equal(readImage(bytes), "Must be a PNG, JPEG or WebP image");
  }
  for (const bytes of [png(64, 64), jpeg(64, 64), webp(64, 64)]) {
    assert.match(String(readImage(bytes.slice(0, 14))), /^Cannot read the size/);
  }
  const large = new Uint8Array(MAX_LOGO_BYTES + 1);
  large.set(png(64, 64));
  assert.equal(readImage(large), "Must be at most 256 KiB");
  for (const [width, height] of [[5000, 64], [64, 0], [8, 64], [4294967295, 4294967295]]) {
    assert.match(String(readImage(png(width!, height!))), /^Must have sides of 16 to 2000 pixels/);
  }
});

Deno.test("no bytes make the reader fail or hang", () => {
  for (const start of [png(64, 64), jpeg(64, 64), webp(64, 64)]) {
    for (let seed = 1; seed < 500; seed++) {
      const bytes = start.slice(0, 4 + seed % start.length);
      for (let i = 3; i < bytes.length; i++) {
        if ((i * 2654435761 ^ seed * 40503) % 7 === 0) bytes[i] = (i * seed) & 255;
      }
      readImage(bytes);
    }
  }
});
