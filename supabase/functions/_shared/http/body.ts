/** Reads a JSON body of bounded size by a schema. */
import type { z } from "npm:zod@4.6.7";
import { Refusal } from "./problem.ts";

/** Largest body, in bytes: facts, history and documents of one question. */
export const maxBody = 4 * 1024 * 1024;

/** @throws Refusal bad-request (400, 415, 422) or too-long (413) */
export async function read<T extends z.ZodType>(request: Request, schema: T): Promise<z.output<T>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") {
    throw new Refusal("bad-request", "Cannot read this body: send application/json", {
      status: 415,
    });
  }
  const text = await textOf(request);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Refusal("bad-request", "Cannot read this body: it is no JSON", { status: 400 });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, 50).map(({ path, message }) => ({
    path: path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`)
      .join(""),
    message: message.slice(0, 300),
  }));
  throw new Refusal("bad-request", `Cannot accept ${errors.length} of the fields`, { errors });
}

async function textOf(request: Request): Promise<string> {
  const tooLong = () =>
    new Refusal("too-long", `Cannot read more than ${maxBody / 1024 / 1024} MiB at a time`);
  if (Number(request.headers.get("content-length") ?? 0) > maxBody) throw tooLong();
  if (request.body === null) return "";
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let size = 0;
  let text = "";
  try {
    for await (const chunk of request.body) {
      size += chunk.byteLength;
      if (size > maxBody) throw tooLong();
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("bad-request", "Cannot read this body: it is cut off or no UTF-8", {
      status: 400,
    });
  }
}
