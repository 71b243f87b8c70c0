import assert from "node:assert/strict";
import { live, type LiveChange } from "./live.ts";

/** What a browser has: connections that the test answers, and a page that can be hidden. */
class FakeEventSource extends EventTarget {
  static readonly all: FakeEventSource[] = [];
  readyState = 0;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    super();
    FakeEventSource.all.push(this);
  }
  close() {
    this.readyState = 2;
  }
  say(type: string, data: unknown, lastEventId = "") {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data), lastEventId }));
  }
}
const page = { hidden: false };
Object.assign(globalThis, { EventSource: FakeEventSource, document: page });

const opened = () => FakeEventSource.all.filter(({ readyState }) => readyState < 2);
const change = { type: "site.insert", entity: "site", id: "1", actor: null, at: "" };

async function reopened(before: number): Promise<FakeEventSource> {
  while (FakeEventSource.all.length === before) await new Promise((r) => setTimeout(r, 20));
  return FakeEventSource.all.at(-1)!;
}

Deno.test("islands of a page share one connection, which ends with the last", () => {
  const seen: LiveChange[][] = [[], []];
  const stops = seen.map((list) => live("p", { message: (one) => void list.push(one) }));
  assert.equal(opened().length, 1);
  opened()[0]!.say("message", change, "7");
  assert.deepEqual(seen, [[change], [change]]);
  stops[0]!();
  assert.equal(opened().length, 1);
  stops[1]!();
  assert.equal(opened().length, 0);
});

Deno.test("a lost connection is made again where it stopped", async () => {
  let resets = 0;
  const stop = live("q", { reset: () => resets++ });
  const first = FakeEventSource.all.at(-1)!;
  first.say("presence", { count: 0, people: [] }, "41");
  const before = FakeEventSource.all.length;
  first.onerror!();
  assert.equal(first.readyState, 2, "the browser's own retry is off");
  const second = await reopened(before);
  assert.match(second.url, /\/api\/projects\/q\/events\?unnamed=1&lastEventId=41$/);
  second.say("reset", { reason: "too_old" }, "99");
  assert.equal(resets, 1);
  second.say("end", { reason: "expired" }, "99");
  assert.match((await reopened(before + 1)).url, /lastEventId=99$/);
  stop();
});

Deno.test("an ended session or access is not asked for again, until somebody looks at the page", () => {
  for (const reason of ["session", "access"]) {
    const stop = live(reason, {});
    FakeEventSource.all.at(-1)!.say("end", { reason });
    assert.equal(opened().length, 0);
    globalThis.dispatchEvent(new Event("visibilitychange"));
    assert.equal(opened().length, 1);
    stop();
  }
});

Deno.test("a hidden page keeps its connection for a while", () => {
  const stop = live("r", {});
  page.hidden = true;
  globalThis.dispatchEvent(new Event("visibilitychange"));
  assert.equal(opened().length, 1);
  page.hidden = false;
  globalThis.dispatchEvent(new Event("visibilitychange"));
  assert.equal(opened().length, 1);
  stop();
  assert.equal(opened().length, 0);
});
