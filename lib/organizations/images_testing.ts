/** The heads of images of a size, without a picture. */

const bytesOf = (...parts: (string | number[])[]) =>
  new Uint8Array(
    parts.flatMap((part) =>
      typeof part === "string" ? [...part].map((char) => char.charCodeAt(0)) : part
    ),
  );
const u32 = (value: number) => [24, 16, 8, 0].map((shift) => value >>> shift & 255);
const u16 = (value: number) => [value >>> 8 & 255, value & 255];
const small16 = (value: number) => u16(value).toReversed();

export const png = (width: number, height: number) =>
  bytesOf("\x89PNG\r\n\x1a\n", u32(13), "IHDR", u32(width), u32(height), [8, 6, 0, 0, 0], u32(0));

/** With a thumbnail's segment before the frame. */
export const jpeg = (width: number, height: number) =>
  bytesOf(
    [0xff, 0xd8, 0xff, 0xe0, ...u16(8)],
    "JFIF\0\0",
    [0xff, 0xc0, ...u16(11), 8, ...u16(height), ...u16(width), 1, 1, 17, 0],
    [0xff, 0xd9],
  );

export const webp = (width: number, height: number) =>
  bytesOf(
    "RIFF",
    u32(0),
    "WEBPVP8 ",
    u32(0),
    [0, 0, 0, 0x9d, 0x01, 0x2a, ...small16(width), ...small16(height)],
    [0, 0, 0, 0],
  );
