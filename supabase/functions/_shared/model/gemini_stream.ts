/**
 * Reads streamGenerateContent?alt=sse itself. The package keeps its response to itself, and when that
 * is garbage-collected Deno no longer hears the signal: the model would go on writing for nobody.
 */
import { cut, failureOf, invalid, tooLarge, unreachable } from "./gemini_wire.ts";

export interface StreamTarget {
  apiKey: string;
  baseUrl: string | null;
  model: string;
}

/** Longest line that is waited for, in UTF-16 units. */
const maxLine = 2_000_000;

export class GeminiStream {
  #buffer = "";
  readonly #decoder = new TextDecoder("utf-8", { fatal: true });
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;

  private constructor(readonly response: Response) {
    this.#reader = response.body!.getReader();
  }

  /** @throws ModelError */
  static async open(
    { apiKey, baseUrl, model }: StreamTarget,
    body: unknown,
    signal: AbortSignal,
  ): Promise<GeminiStream> {
    const base = baseUrl ?? "https://generativelanguage.googleapis.com";
    const path = model.includes("/") ? model : `models/${model}`;
    const response = await fetch(`${base}/v1beta/${path}:streamGenerateContent?alt=sse`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-goog-api-key": apiKey },
      body: JSON.stringify(body),
      signal,
    }).catch(() => {
      throw unreachable();
    });
    if (!response.ok) {
      const said = await response.json().catch(() => null);
      throw failureOf(response.status, said?.error?.details);
    }
    if (response.body === null) throw invalid();
    return new GeminiStream(response);
  }

  /** The next event's JSON; undefined at the end. @throws ModelError */
  async next(): Promise<unknown> {
    for (;;) {
      const event = /^([^]*?)(?:\r\n\r\n|\n\n|\r\r)/.exec(this.#buffer);
      if (event !== null) {
        this.#buffer = this.#buffer.slice(event[0].length);
        const data = event[1]!.split(/\r\n|\n|\r/).filter((line) => line.startsWith("data:"))
          .map((line) => line.slice(5)).join("\n");
        if (data.trim() !== "") return parsed(data);
        continue;
      }
      if (this.#buffer.length > maxLine) throw tooLarge();
      const { done, value } = await this.#reader.read().catch(() => {
        throw cut();
      });
      if (!done) this.#buffer += this.#text(value);
      else if (this.#buffer.trim() !== "") throw invalid();
      else return undefined;
    }
  }

  /** Ends it upstream too, wherever it is. */
  async close(): Promise<void> {
    await this.#reader.cancel().catch(() => {});
  }

  #text(bytes: Uint8Array): string {
    try {
      return this.#decoder.decode(bytes, { stream: true });
    } catch {
      throw invalid();
    }
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw invalid();
  }
}
