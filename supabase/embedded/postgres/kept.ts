import type { OpenRequest } from "./protocol.ts";

export interface Breakable {
  /** Settles at the end: with the reason, or null when it was told to. */
  readonly ended: Promise<string | null>;
  open(request: OpenRequest): Promise<void>;
}

/**
 * A Worker that is replaced when it breaks, as by an exception out of WebAssembly. Nothing
 * acknowledged is lost: the next one recovers the cluster as after a killed process. A database in
 * memory has nothing to recover, so its end is the end.
 */
export class Kept<W extends Breakable> {
  readonly #ended = Promise.withResolvers<string | null>();
  /** Settles when there is no Worker any more. */
  readonly ended = this.#ended.promise;

  /** @param worker is open; `make` makes another one, which is opened by `request` */
  constructor(public worker: W, readonly request: OpenRequest, readonly make: () => W) {
    this.#watch();
  }

  async #watch() {
    for (;;) {
      const reason = await this.worker.ended;
      if (reason === null || this.request.clusterDir === null) return this.#ended.resolve(reason);
      console.error(`Embedded Postgres broke and is started again: ${reason}`);
      this.worker = this.make();
      try {
        await this.worker.open(this.request);
      } catch (error) {
        return this.#ended.resolve(error instanceof Error ? error.message : String(error));
      }
    }
  }
}
