/** A posted form read as it arrives (RFC 7578): texts are kept, a file is handed on as a stream. */
import { Buffer } from "node:buffer";
import { pointer, Problem } from "@/lib/http/problem.ts";

const MAX_TEXT = 64 * 1024;
const MAX_HEAD = 8 * 1024;
const MAX_PARTS = 40;

export interface FilePart {
  field: string;
  /** As the sender names it; nothing about it is believed. */
  name: string;
  /** As the sender calls it; "" when it does not say. */
  type: string;
  content: AsyncIterable<Uint8Array>;
}

const unreadable = (why: string, cause?: unknown) =>
  new Problem(400, `Cannot read form: ${why}`, { cause });

/** The bytes of a body, read up to marks. */
class Arrival {
  #held: Buffer;
  #ended = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  constructor(body: ReadableStream<Uint8Array>, begin: string) {
    this.#reader = body.getReader();
    this.#held = Buffer.from(begin);
  }

  async #more(): Promise<void> {
    if (this.#ended) throw unreadable("it ends early");
    const { done, value } = await this.#reader.read().catch((error) => {
      throw unreadable("the connection ended early", error);
    });
    if (done) this.#ended = true;
    else this.#held = Buffer.concat([this.#held, value]);
  }

  /** What comes before the mark, which is taken too. */
  async *until(mark: Buffer): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at >= 0) {
        const before = this.#held.subarray(0, at);
        this.#held = this.#held.subarray(at + mark.length);
        if (before.length > 0) yield before;
        return;
      }
      // The mark may have begun in the last bytes.
      const sure = this.#held.length - mark.length + 1;
      if (sure > 0) {
        const before = this.#held.subarray(0, sure);
        this.#held = this.#held.subarray(sure);
        yield before;
      }
      await this.#more();
    }
  }

  /** field: of the form, that `what` is; said with the refusal. */
  async all(mark: Buffer, most: number, what: string, field?: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.until(mark)) {
      size += chunk.length;
      if (size > most) {
        const message = `Cannot accept ${what}: more than ${most} bytes`;
        const errors = field === undefined ? undefined : [{ path: pointer([field]), message }];
        throw new Problem(413, message, { errors });
      }
      chunks.push(Buffer.from(chunk));
    }
    return Buffer.concat(chunks);
  }

  async take(count: number): Promise<string> {
    while (this.#held.length < count) await this.#more();
    const taken = this.#held.subarray(0, count).toString("latin1");
    this.#held = this.#held.subarray(count);
    return taken;
  }

  stop = () => this.#reader.cancel().catch(() => {});
}

/** A name that somebody sent, as a sentence takes it. */
const shown = (field: string) => `"${field.length > 60 ? `${field.slice(0, 59)}…` : field}"`;

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw unreadable("a name or a text is not UTF-8", error);
  }
}

/** A parameter as browsers write it: quote and line ends as %22, %0D, %0A; others escape by \. */
function parameter(line: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}="((?:\\\\["\\\\]|[^"])*)"`, "i").exec(line);
  return found === null ? null : found[1]!.replace(/\\(["\\])/g, "$1")
    .replace(/%(22|0d|0a)/gi, (code) => decodeURIComponent(code));
}

function headOf(head: string) {
  const lines = head.split("\r\n");
  const line = (name: string) =>
    lines.find((one) => one.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1).trim() ??
      "";
  const disposition = line("content-disposition");
  return {
    field: parameter(disposition, "name"),
    file: parameter(disposition, "filename"),
    type: (line("content-type").split(";")[0] ?? "").trim().toLowerCase(),
  };
}

/**
 * Reads a form. `keep` gets each file and must read it to its end, or throw. `texts` has what was
 * said so far even then.
 * @returns the texts by name, the last where a name is repeated
 * @throws Problem 400 unreadable, 413 a text that is too long, and what `keep` throws
 */
export async function readParts(
  req: Request,
  keep: (file: FilePart) => Promise<void>,
  texts = new Map<string, string>(),
): Promise<Map<string, string>> {
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^;\s]{1,70}))/i
    .exec(req.headers.get("content-type") ?? "");
  if (!boundary || !req.body) throw unreadable("it has no parts");
  const mark = Buffer.from(`\r\n--${boundary[1] ?? boundary[2]}`);
  const arrival = new Arrival(req.body, "\r\n");
  try {
    await arrival.all(mark, MAX_HEAD, "what is before the form");
    for (let parts = 0; await arrival.take(2) !== "--"; parts++) {
      if (parts === MAX_PARTS) throw unreadable(`it has more than ${MAX_PARTS} parts`);
      const head = await arrival.all(Buffer.from("\r\n\r\n"), MAX_HEAD, "the head of a part");
      const { field, file, type } = headOf(utf8(head));
      if (field === null) throw unreadable("a part has no name");
      if (file !== null) await keep({ field, name: file, type, content: arrival.until(mark) });
      else texts.set(field, utf8(await arrival.all(mark, MAX_TEXT, shown(field), field)));
    }
  } finally {
    await arrival.stop();
  }
  return texts;
}
