/** The main thread's half of the database Worker. */
import type { OpenRequest, Reply, Request } from "./protocol.ts";

/** The cluster cannot be opened, or a dump cannot be loaded into it. */
export class EmbeddedPostgresError extends Error {
  override name = "EmbeddedPostgresError";
}

/** The Worker starts loading Postgres as soon as it is made; open() tells it what to open. */
export class DatabaseWorker {
  readonly #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  readonly #waiting = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #ended = Promise.withResolvers<string | null>();
  #last = 0;
  /** Settles when the Worker has ended: with the reason, or null when it was told to. */
  readonly ended = this.#ended.promise;

  /** @param onNotice is called for each NOTIFY on a channel of the open request */
  constructor(readonly onNotice: (channel: string, payload: string) => void = () => {}) {
    this.#opened.promise.catch(() => {}); // looked at in open(), which may come later
    this.#worker.onmessage = (event: MessageEvent<Reply>) => this.#receive(event.data);
    this.#worker.onerror = (event) => {
      event.preventDefault(); // a dead database must not end the app, which then answers 503
      this.#end(event.message);
    };
  }

  /** @throws EmbeddedPostgresError when the cluster cannot be opened */
  open(request: OpenRequest): Promise<void> {
    this.#worker.postMessage(request);
    return this.#opened.promise;
  }

  ask(request: (id: number) => Request): Promise<void> {
    const id = ++this.#last;
    const answer = Promise.withResolvers<void>();
    this.#waiting.set(id, answer);
    this.#worker.postMessage(request(id));
    return answer.promise;
  }

  terminate() {
    this.#worker.terminate();
    this.#end(null);
  }

  #receive(reply: Reply) {
    if (reply.type === "opened") return this.#opened.resolve();
    if (reply.type === "failed") {
      const message = `Cannot open embedded Postgres: ${reply.message}`;
      return this.#opened.reject(new EmbeddedPostgresError(message));
    }
    if (reply.type === "broken") {
      this.#worker.terminate();
      return this.#end(reply.message);
    }
    if (reply.type === "notified") return this.onNotice(reply.channel, reply.payload);
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (reply.type === "done") waiting?.resolve();
    else waiting?.reject(new Error(reply.message));
  }

  #end(reason: string | null) {
    const error = new EmbeddedPostgresError(`Embedded Postgres ended: ${reason ?? "closed"}`);
    this.#opened.reject(error);
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
    this.#ended.resolve(reason);
  }
}
