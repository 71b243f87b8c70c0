/** What a logo is, by its own bytes: nothing that is sent beside it is believed. */

export type LogoType = "image/png" | "image/jpeg" | "image/webp";

export interface Image {
  type: LogoType;
  /** Pixels. */
  width: number;
  height: number;
}

export const MAX_LOGO_BYTES = 256 * 1024;
const MIN_SIDE = 16;
const MAX_SIDE = 2000;

type Size = [width: number, height: number] | null;

const text = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Signature, then the header chunk with width and height. */
function pngSize(bytes: Uint8Array, view: DataView): Size {
  if (bytes.length < 33 || text(bytes, 12, 16) !== "IHDR") return null;
  return [view.getUint32(16), view.getUint32(20)];
}

/** Markers until the frame header, which has the size. */
function jpegSize(bytes: Uint8Array, view: DataView): Size {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [view.getUint16(at + 7), view.getUint16(at + 5)];
    if (marker === 0xd9 || marker === 0xda) return null;
    const length = view.getUint16(at + 2);
    if (length < 2) return null;
    at += 2 + length;
  }
  return null;
}

const uint24 = (view: DataView, at: number) =>
  view.getUint16(at, true) | view.getUint8(at + 2) << 16;

/** The three kinds of WebP, each with its own header. */
function webpSize(bytes: Uint8Array, view: DataView): Size {
  if (bytes.length < 30) return null;
  switch (text(bytes, 12, 16)) {
    case "VP8X":
      return [uint24(view, 24) + 1, uint24(view, 27) + 1];
    case "VP8 ":
      return [view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff];
    case "VP8L": {
      const bits = view.getUint32(21, true);
      return [(bits & 0x3fff) + 1, (bits >>> 14 & 0x3fff) + 1];
    }
  }
  return null;
}

function kindOf(bytes: Uint8Array): [LogoType, typeof pngSize] | null {
  if (text(bytes, 0, 8) === "\x89PNG\r\n\x1a\n") return ["image/png", pngSize];
  if (text(bytes, 0, 3) === "\xff\xd8\xff") return ["image/jpeg", jpegSize];
  if (text(bytes, 0, 4) === "RIFF" && text(bytes, 8, 12) === "WEBP") {
    return ["image/webp", webpSize];
  }
  return null;
}

/** The image, or why it cannot be a logo, for its reader. */
export function readImage(bytes: Uint8Array): Image | string {
  if (bytes.length > MAX_LOGO_BYTES) return "Must be at most 256 KiB";
  const kind = kindOf(bytes);
  if (!kind) return "Must be a PNG, JPEG or WebP image";
  const [type, measure] = kind;
  const size = measure(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!size) return "Cannot read the size of this image: it may be cut off";
  const [width, height] = size;
  if (Math.min(width, height) < MIN_SIDE || Math.max(width, height) > MAX_SIDE) {
    return `Must have sides of ${MIN_SIDE} to ${MAX_SIDE} pixels; this one has ${width} × ${height}`;
  }
  return { type, width, height };
}
