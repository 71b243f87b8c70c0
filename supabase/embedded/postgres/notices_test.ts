import assert from "node:assert/strict";
import { NoticeReader } from "./notices.ts";

function message(type: string, body: Uint8Array): number[] {
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, body.length + 4);
  return [type.charCodeAt(0), ...length, ...body];
}

const text = (value: string) => new TextEncoder().encode(value);
const notice = (channel: string, payload: string) =>
  message("A", new Uint8Array([0, 0, 0, 7, ...text(`${channel}\0${payload}\0`)]));

Deno.test("notifications are found among other messages, wherever the chunks end", () => {
  const stream = new Uint8Array([
    ...message("1", new Uint8Array()),
    ...message("D", text("A row with an A in it")),
    ...notice("changes", "o:p:1"),
    ...message("C", text("SELECT 1\0")),
    ...notice("changes", "ö::2"),
    ...notice("other", ""),
    ...message("Z", text("I")),
  ]);
  for (const size of [1, 2, 5, 7, 31, stream.length]) {
    const reader = new NoticeReader();
    const found = [];
    for (let at = 0; at < stream.length; at += size) {
      found.push(...reader.read(stream.subarray(at, at + size)));
    }
    assert.deepEqual(found, [
      { channel: "changes", payload: "o:p:1" },
      { channel: "changes", payload: "ö::2" },
      { channel: "other", payload: "" },
    ], `chunks of ${size}`);
  }
});

Deno.test("a message that only looks like a huge notification is stepped over", () => {
  const reader = new NoticeReader();
  assert.deepEqual(reader.read(new Uint8Array(message("A", new Uint8Array(20_000)))), []);
  assert.deepEqual(reader.read(new Uint8Array(notice("c", "p"))), [{ channel: "c", payload: "p" }]);
});
