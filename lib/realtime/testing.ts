/** A client of event streams, for tests. */
import assert from "node:assert/strict";

export interface Received {
  id: number | null;
  event: string;
  data: { [name: string]: unknown; reason?: string; people?: { id: string; name: string }[] };
}

export class Client {
  readonly received: Received[] = [];
  /** As EventSource keeps it. */
  lastId: number | null = null;
  comments = 0;
  closed = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #text = "";
  #changed = Promise.withResolvers<void>();

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
    this.#read();
  }

  /** Changes, without presence, reset and end. */
  get changes(): Received[] {
    return this.received.filter(({ event }) => event.includes("."));
  }

  get ids(): (number | null)[] {
    return this.changes.map(({ id }) => id);
  }

  /** Waits until `done` says so. */
  async until(done: (client: this) => boolean, what = "events"): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!done(this)) {
      assert.ok(Date.now() < deadline, `${what} did not come: ${JSON.stringify(this.received)}`);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const soon = new Promise((resolve) => timer = setTimeout(resolve, 500));
      await Promise.race([this.#changed.promise, soon]);
      clearTimeout(timer);
    }
  }

  async ended(): Promise<string | undefined> {
    await this.until(() => this.closed, "the end");
    return this.received.find(({ event }) => event === "end")?.data.reason;
  }

  async leave() {
    await this.#reader.cancel();
  }

  async #read() {
    const decoder = new TextDecoder();
    try {
      for (;;) {
        const { done, value } = await this.#reader.read();
        if (done) break;
        this.#text += decoder.decode(value, { stream: true });
        this.#take();
      }
    } catch {
      // cut off
    }
    this.closed = true;
    this.#tell();
  }

  #take() {
    const blocks = this.#text.split("\n\n");
    this.#text = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map<string, string>();
      for (const line of block.split("\n")) {
        const colon = line.indexOf(":");
        fields.set(line.slice(0, colon), line.slice(colon + 1).trimStart());
      }
      if (fields.has("")) this.comments++;
      const id = fields.has("id") ? Number(fields.get("id")) : null;
      if (id !== null) this.lastId = id;
      const data = fields.get("data");
      if (data === undefined) continue;
      this.received.push({ id, event: fields.get("event") ?? "message", data: JSON.parse(data) });
    }
    this.#tell();
  }

  #tell() {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}
