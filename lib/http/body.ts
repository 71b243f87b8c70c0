import { type FieldError, pointer, Problem } from "./problem.ts";

/** Deepest nesting of a JSON body; a registry record has eight levels. */
export const MAX_DEPTH = 64;
const MAX_ERRORS = 20;

/**
 * The body's bytes, at most `limit`: the declared length is refused before a byte is read, and an
 * undeclared one is counted while it arrives, so never more than one chunk beyond it is held.
 */
export async function readBytes(req: Request, limit: number): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () => new Problem(413, `Cannot accept body: more than ${limit} bytes`);
  const encoding = req.headers.get("content-encoding");
  if (encoding && encoding.toLowerCase() !== "identity") {
    throw new Problem(415, `Cannot read content encoding "${encoding}": send it plain`);
  }
  if (Number(req.headers.get("content-length") ?? 0) > limit) throw tooLarge();
  if (!req.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = req.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > limit) throw tooLarge();
      chunks.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => {});
    if (error instanceof Problem) throw error;
    throw new Problem(400, "Cannot read body: the connection ended early", { cause: error });
  }
  return joined(chunks, size);
}

function joined(chunks: Uint8Array[], size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

/** Bytes as text; 400 when they are not UTF-8. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Problem(400, "Cannot read body: not UTF-8");
  }
}

/** Brackets are counted before parsing: ten million of them would parse into ten million arrays. */
function checkDepth(bytes: Uint8Array): void {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > MAX_DEPTH) {
        throw new Problem(400, `Cannot parse JSON: nested deeper than ${MAX_DEPTH} levels`);
      }
    } else if (byte === 0x7d || byte === 0x5d) depth--;
  }
}

/** Why Postgres could not keep this text, or null. */
export function textFault(text: string): string | null {
  if (text.includes("\u0000")) return "Must not contain the character NUL";
  if (!text.isWellFormed()) return "Must not contain half of a surrogate pair";
  return null;
}

interface Node {
  value: unknown;
  parent: Node | null;
  key: PropertyKey;
}

function pathOf(node: Node): PropertyKey[] {
  const path: PropertyKey[] = [];
  for (let at: Node | null = node; at?.parent; at = at.parent) path.unshift(at.key);
  return path;
}

function nodeFault(node: Node): string | null {
  if (node.key === "__proto__") return 'Unknown field "__proto__"';
  if (typeof node.key === "string" && textFault(node.key)) return `Name: ${textFault(node.key)}`;
  if (typeof node.value === "string") return textFault(node.value);
  if (typeof node.value === "number" && !Number.isFinite(node.value)) {
    return "Must be a number that fits a double";
  }
  return null;
}

/**
 * What JSON allows and we cannot keep: NUL and lone surrogates in texts and names, numbers beyond
 * a double, and the name `__proto__`. Walks without recursion, and makes paths only for faults.
 */
export function jsonFaults(root: unknown): FieldError[] {
  const errors: FieldError[] = [];
  const stack: Node[] = [{ value: root, parent: null, key: "" }];
  for (let node = stack.pop(); node && errors.length < MAX_ERRORS; node = stack.pop()) {
    const fault = nodeFault(node);
    const { value } = node;
    if (fault) errors.push({ path: pointer(pathOf(node)).toWellFormed(), message: fault });
    else if (value !== null && typeof value === "object") {
      for (const [key, item] of Object.entries(value).reverse()) {
        stack.push({ value: item, parent: node, key });
      }
    }
  }
  return errors;
}

/** A JSON body: 400 when it cannot be parsed, 422 with pointers when it cannot be kept. */
export function parseJson(bytes: Uint8Array): unknown {
  if (bytes.length === 0) throw new Problem(400, "Cannot parse JSON: the body is empty");
  checkDepth(bytes);
  const text = decodeText(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = /at position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
    const where = position ? ` at character ${position}` : "";
    throw new Problem(400, `Cannot parse JSON: unexpected text or end${where}`);
  }
  const errors = jsonFaults(value);
  if (errors.length > 0) throw new Problem(422, errors[0]!.message, { errors });
  return value;
}

/** The media type without parameters, and whether its charset (if any) is UTF-8. */
export function mediaType(headers: Headers): { type: string; utf8: boolean } {
  const [type = "", ...parameters] = (headers.get("content-type") ?? "").toLowerCase().split(";");
  const charset = parameters.map((p) => p.trim()).find((p) => p.startsWith("charset="));
  const name = charset?.slice(8).replaceAll('"', "");
  return { type: type.trim(), utf8: name === undefined || name === "utf-8" || name === "utf8" };
}

/**
 * A posted HTML form (urlencoded or multipart), at most `limit` bytes. Texts are checked as those
 * of JSON; files come as they are.
 */
export async function readForm(req: Request, limit: number): Promise<FormData> {
  const { type } = mediaType(req.headers);
  if (type !== "application/x-www-form-urlencoded" && type !== "multipart/form-data") {
    throw new Problem(415, `Cannot read content type "${type}": send a form`);
  }
  const bytes = await readBytes(req, limit);
  const contentType = req.headers.get("content-type") ?? type;
  let form: FormData;
  try {
    form = await new Response(bytes, { headers: { "content-type": contentType } }).formData();
  } catch (error) {
    throw new Problem(400, "Cannot read form", { cause: error });
  }
  for (const [name, value] of form) {
    const fault = typeof value === "string" ? textFault(value) : null;
    if (fault) {
      throw new Problem(422, fault, { errors: [{ path: pointer([name]), message: fault }] });
    }
  }
  return form;
}
