/** What a file is, by its bytes: nothing that its sender says about it is believed. */
import { Buffer } from "node:buffer";

interface Kind {
  words: string;
  /** Endings of names that say so; the first is how we would call it. */
  endings: string[];
  /** Other media types that senders use for it. */
  also?: string[];
}

const OFFICE = "application/vnd.openxmlformats-officedocument";

/** What may be kept: documents and pictures of documents, nothing that runs. */
export const ALLOWED: Record<string, Kind> = {
  "application/pdf": { words: "PDF", endings: ["pdf"], also: ["application/x-pdf"] },
  [`${OFFICE}.wordprocessingml.document`]: { words: "Word document", endings: ["docx"] },
  [`${OFFICE}.spreadsheetml.sheet`]: { words: "Excel workbook", endings: ["xlsx"] },
  [`${OFFICE}.presentationml.presentation`]: {
    words: "PowerPoint presentation",
    endings: ["pptx"],
  },
  "image/png": { words: "PNG picture", endings: ["png"] },
  "image/jpeg": { words: "JPEG picture", endings: ["jpg", "jpeg"], also: ["image/jpg"] },
  "image/tiff": { words: "TIFF picture", endings: ["tif", "tiff"] },
  "text/plain": { words: "text", endings: ["txt"] },
  "text/csv": {
    words: "CSV table",
    endings: ["csv"],
    also: ["application/csv", "application/vnd.ms-excel"],
  },
  "application/xml": { words: "XML", endings: ["xml"], also: ["text/xml"] },
  "message/rfc822": { words: "e-mail message", endings: ["eml"] },
};

export const ACCEPT = Object.values(ALLOWED).flatMap(({ endings }) =>
  endings.map((one) => `.${one}`)
)
  .join(",");
export const ALLOWED_WORDS =
  "PDF, DOCX, XLSX, PPTX, PNG, JPEG, TIFF, TXT and CSV in UTF-8, XML, EML";

export const endingOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? "";

const DIRECTORY = 0x02014b50;
const MAX_DIRECTORY = 4 * 1024 * 1024;

/** Names of the members of a zip archive, by its directory at the end; null when it has none. */
async function members(file: Deno.FsFile, size: number): Promise<string[] | null> {
  const read = async (from: number, length: number) => {
    const bytes = Buffer.alloc(length);
    await file.seek(from, Deno.SeekMode.Start);
    let at = 0;
    while (at < length) {
      const count = await file.read(bytes.subarray(at));
      if (count === null) break;
      at += count;
    }
    return bytes;
  };
  const tail = await read(Math.max(0, size - 65_557), Math.min(size, 65_557));
  const end = tail.lastIndexOf("PK\x05\x06", undefined, "latin1");
  if (end < 0 || end + 22 > tail.length) return null;
  const [length, from] = [tail.readUInt32LE(end + 12), tail.readUInt32LE(end + 16)];
  if (length > MAX_DIRECTORY || from + length > size) return null;
  const directory = await read(from, length);
  const names: string[] = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY;) {
    const name = directory.readUInt16LE(at + 28);
    names.push(directory.toString("utf8", at + 46, at + 46 + name));
    at += 46 + name + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return names;
}

async function office(file: Deno.FsFile, size: number): Promise<string | null> {
  const names = new Set(await members(file, size));
  // A macro runs.
  if (!names.has("[Content_Types].xml") || [...names].some((name) => /vbaproject/i.test(name))) {
    return null;
  }
  if (names.has("word/document.xml")) return `${OFFICE}.wordprocessingml.document`;
  if (names.has("xl/workbook.xml")) return `${OFFICE}.spreadsheetml.sheet`;
  return names.has("ppt/presentation.xml") ? `${OFFICE}.presentationml.presentation` : null;
}

/** Of text the name decides between kinds, as far as the text bears it out. */
function textual(head: string, ending: string): string | null {
  const begin = head.replace(/^\ufeff/, "").trimStart();
  // Pages and drawings run scripts where they are opened.
  if (/<(!doctype\s+html|html|script|svg)[\s>]/i.test(begin)) return null;
  if (begin.startsWith("<?xml")) return "application/xml";
  const message = /^(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+/.exec(begin)?.[0] ?? "";
  if (ending === "eml") return /^(from|date):/im.test(message) ? "message/rfc822" : null;
  return ending === "csv" ? "text/csv" : "text/plain";
}

export interface Sample {
  /** The first bytes, 4 KiB at most. */
  head: Uint8Array;
  size: number;
  /** All of it is UTF-8 without controls. */
  text: boolean;
}

/** The media type of a file; null when it is nothing that may be kept. */
export async function sniff(path: string, name: string, sample: Sample): Promise<string | null> {
  const head = Buffer.from(sample.head);
  const begins = (...bytes: number[]) => bytes.every((byte, at) => head[at] === byte);
  if (head.toString("latin1", 0, 5) === "%PDF-") return "application/pdf";
  if (begins(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return "image/png";
  if (begins(0xff, 0xd8, 0xff)) return "image/jpeg";
  if (begins(0x49, 0x49, 0x2a, 0) || begins(0x4d, 0x4d, 0, 0x2a)) return "image/tiff";
  if (begins(0x50, 0x4b, 3, 4)) {
    using file = await Deno.open(path);
    return await office(file, sample.size);
  }
  return sample.text ? textual(head.toString("utf8"), endingOf(name)) : null;
}

/** How name and sender contradict what the bytes are; null when they do not. */
export function contradiction(name: string, said: string, type: string): string | null {
  const { words, endings, also } = ALLOWED[type]!;
  const ending = endingOf(name);
  if (ending !== "" && !endings.includes(ending)) {
    return `Its name ends in .${ending}, but its bytes say ${words}: name it .${endings[0]}`;
  }
  const unsaid = ["", "application/octet-stream", type, ...also ?? []];
  const texts = /^text\/plain$/.test(said) && /^(text|application\/xml|message)/.test(type);
  return unsaid.includes(said) || texts
    ? null
    : `It is sent as ${said}, but its bytes say ${words}`;
}
