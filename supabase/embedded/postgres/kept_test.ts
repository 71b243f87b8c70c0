import assert from "node:assert/strict";
import { type Breakable, Kept } from "./kept.ts";
import type { OpenRequest } from "./protocol.ts";

const request: OpenRequest = {
  type: "open",
  clusterDir: "/data/postgres",
  socketPath: "/data/.s.PGSQL.5432",
  extensions: [],
  restoreFrom: null,
  maxConnections: 1,
  channels: [],
};

class FakeWorker implements Breakable {
  readonly #ended = Promise.withResolvers<string | null>();
  readonly #opened = Promise.withResolvers<OpenRequest>();
  readonly ended = this.#ended.promise;
  readonly opened = this.#opened.promise;
  constructor(readonly failure?: string) {}
  open(request: OpenRequest) {
    this.#opened.resolve(request);
    return this.failure === undefined ? Promise.resolve() : Promise.reject(new Error(this.failure));
  }
  end(reason: string | null) {
    this.#ended.resolve(reason);
  }
}

Deno.test("a broken Worker is replaced by one on the same cluster", async () => {
  const [first, second] = [new FakeWorker(), new FakeWorker()];
  const kept = new Kept(first, request, () => second);
  first.end("out of memory");
  assert.equal(await second.opened, request);
  assert.equal(kept.worker, second);
  second.end(null);
  assert.equal(await kept.ended, null);
});

Deno.test("a cluster that does not open again is the end, with the reason", async () => {
  const first = new FakeWorker();
  const kept = new Kept(first, request, () => new FakeWorker("no such cluster"));
  first.end("out of memory");
  assert.equal(await kept.ended, "no such cluster");
});

Deno.test("a database in memory is not made again, empty", async () => {
  const first = new FakeWorker();
  const make = () => assert.fail("made another");
  const kept = new Kept(first, { ...request, clusterDir: null }, make);
  first.end("out of memory");
  assert.equal(await kept.ended, "out of memory");
});
