/** From the bytes of somebody's spreadsheet to text: which encoding it is, and what it is not. */

export type Encoding = "UTF-8" | "UTF-16" | "Windows-1252";

export type Decoded = { ok: true; text: string; encoding: Encoding } | {
  ok: false;
  message: string;
};

/** What people upload in the belief that it is CSV. */
const OTHERS: { begins: number[]; message: string }[] = [
  {
    begins: [0x50, 0x4b, 0x03, 0x04],
    message: "This is a workbook (.xlsx or .ods), not CSV: save the sheet as CSV (UTF-8)",
  },
  {
    begins: [0xd0, 0xcf, 0x11, 0xe0],
    message: "This is an old workbook (.xls), not CSV: save the sheet as CSV (UTF-8)",
  },
  { begins: [0x25, 0x50, 0x44, 0x46], message: "This is a PDF, not CSV" },
  { begins: [0x1f, 0x8b], message: "This is a compressed file, not CSV: unpack it first" },
  {
    begins: [0xff, 0xfe, 0x00, 0x00],
    message: "Cannot read UTF-32: save the sheet as CSV (UTF-8)",
  },
];

const begins = (bytes: Uint8Array, mark: number[]) =>
  bytes.length >= mark.length && mark.every((byte, i) => bytes[i] === byte);

/** Without a mark: Latin text in UTF-16 has a zero in every second byte, and none in the others. */
function unmarkedUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | null {
  const sample = bytes.subarray(0, 4096 - 4096 % 2);
  const zeros = [0, 0];
  for (let i = 0; i < sample.length; i++) if (sample[i] === 0) zeros[i % 2]!++;
  const [even = 0, odd = 0] = zeros;
  const most = sample.length / 2 * 0.4;
  if (odd > most && even === 0) return "utf-16le";
  if (even > most && odd === 0) return "utf-16be";
  return null;
}

function decodeAs(label: string, bytes: Uint8Array): string | null {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/**
 * The text of a file. UTF-8 and UTF-16 with or without a byte order mark; what is neither is read
 * as Windows-1252, which never fails, so the caller should say so.
 */
export function decode(bytes: Uint8Array): Decoded {
  const other = OTHERS.find((one) => begins(bytes, one.begins));
  if (other) return { ok: false, message: other.message };
  const utf16 = begins(bytes, [0xff, 0xfe])
    ? "utf-16le"
    : begins(bytes, [0xfe, 0xff])
    ? "utf-16be"
    : unmarkedUtf16(bytes);
  if (utf16) {
    const text = decodeAs(utf16, bytes);
    if (text === null) return { ok: false, message: "Cannot read the file: broken UTF-16" };
    return withoutNul(text, "UTF-16");
  }
  const text = decodeAs("utf-8", bytes);
  if (text !== null) return withoutNul(text, "UTF-8");
  return withoutNul(new TextDecoder("windows-1252").decode(bytes), "Windows-1252");
}

function withoutNul(text: string, encoding: Encoding): Decoded {
  const at = text.indexOf("\0");
  if (at < 0) return { ok: true, text, encoding };
  const line = text.slice(0, at).split(/\r\n|\r|\n/).length;
  return {
    ok: false,
    message: `Cannot read the file: the character NUL is in line ${line}; it may not be text`,
  };
}
