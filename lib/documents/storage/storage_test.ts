// Where the bytes are: a directory, and Supabase Storage by a stand-in that speaks its interface.
import assert from "node:assert/strict";
import { join } from "node:path";
import { readParts } from "../upload/multipart.ts";
import { stage } from "../upload/stage.ts";
import { localStorage } from "./local.ts";
import type { Storage } from "./mod.ts";
import { supabaseStorage } from "./supabase.ts";

const ORG = "6f1b9c1e-0000-4000-8000-000000000001";
const PDF = "%PDF-1.7\n%%EOF\n";

async function staged(dir: string, text = PDF) {
  const content = (async function* () {
    yield await Promise.resolve(new TextEncoder().encode(text));
  })();
  return await stage(dir, { field: "file", name: "a.pdf", type: "", content }, 1 << 20);
}

const exists = (path: string) => Deno.stat(path).then(() => true, () => false);

/** What every storage does. */
async function keeps(storage: Storage, dir: string) {
  await storage.check();
  const first = await staged(dir);
  await storage.put(ORG, first);
  assert.equal(await exists(first.path), false, "the staged file is gone");
  await storage.put(ORG, await staged(dir));
  const read = async (org: string, sha256: string) => {
    const stream = await storage.open(org, sha256);
    return stream && await new Response(stream).text();
  };
  assert.equal(await read(ORG, first.sha256), PDF);
  assert.equal(await read(ORG, "0".repeat(64)), null);
  assert.equal(
    await read(crypto.randomUUID(), first.sha256),
    null,
    "each organisation has its own",
  );
}

Deno.test("a directory keeps bytes under their hash, for this user alone", async () => {
  const root = await Deno.makeTempDir();
  try {
    await keeps(localStorage(join(root, "documents")), join(root, "incoming"));
    await assert.rejects(localStorage("/proc/nowhere").check());
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

interface Kept {
  type: string | null;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Supabase Storage as far as it is used: bucket, upload, authenticated download. */
function standIn(key: string) {
  const objects = new Map<string, Kept>();
  const seen: (string | null)[] = [];
  const answer = async (req: Request): Promise<Response> => {
    const { pathname } = new URL(req.url);
    if (req.headers.get("apikey") !== key) return new Response("{}", { status: 403 });
    if (pathname === "/storage/v1/bucket/documents") return Response.json({ public: false });
    if (req.method === "POST") {
      const bytes = new Uint8Array(await req.arrayBuffer());
      const { headers } = req;
      seen.push(headers.get("x-upsert"));
      objects.set(pathname.replace("/storage/v1/object/", ""), {
        type: headers.get("content-type"),
        bytes,
      });
      return Response.json({ Key: pathname });
    }
    const found = objects.get(pathname.replace("/storage/v1/object/authenticated/", ""));
    if (found) return new Response(found.bytes);
    return Response.json({ statusCode: "404", error: "not_found", message: "Object not found" }, {
      status: 400,
    });
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, answer);
  return { objects, seen, server, url: `http://127.0.0.1:${server.addr.port}` };
}

Deno.test("Supabase Storage keeps them in a private bucket, by the secret key", async () => {
  const dir = await Deno.makeTempDir();
  const { objects, seen, server, url } = standIn("sb_secret_x");
  try {
    await keeps(supabaseStorage({ url, key: "sb_secret_x" }), dir);
    assert.equal(objects.size, 1);
    const [[path, kept]] = [...objects] as [[string, Kept]];
    assert.match(path, new RegExp(`^documents/${ORG}/[0-9a-f]{2}/[0-9a-f]{64}$`));
    assert.equal(kept.type, "application/pdf");
    assert.deepEqual(seen, ["true", "true"]);
    const stranger = supabaseStorage({ url, key: "sb_secret_y" });
    await assert.rejects(stranger.check(), /private/);
    const file = await staged(dir);
    await assert.rejects(stranger.put(ORG, file), /status 403/);
    await assert.rejects(stranger.open(ORG, file.sha256), /status 403/);
    assert.equal(await exists(file.path), true, "what could not be stored is still the caller's");
  } finally {
    await server.shutdown();
    await Deno.remove(dir, { recursive: true });
  }
});

/** A form whose bytes arrive in pieces of random sizes. */
function inPieces(bytes: Uint8Array<ArrayBuffer>, type: string, seed: number) {
  let at = 0;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      if (at >= bytes.length) return controller.close();
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      const size = 1 + seed % 97;
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
  });
  return new Request("http://x/", { method: "POST", headers: { "content-type": type }, body });
}

Deno.test("a form is read the same however it arrives, also with marks inside its file", async () => {
  const data = new FormData();
  data.set("label", "2.0 ä");
  const tricky = "\r\n--\r\n----WebKit\r\n--x\r\n\r\n".repeat(300);
  data.set("file", new File([tricky], 'a "b".txt', { type: "text/plain" }));
  data.set("note", "");
  const whole = new Response(data);
  const type = whole.headers.get("content-type")!;
  const bytes = new Uint8Array(await whole.arrayBuffer());
  for (let seed = 1; seed < 40; seed++) {
    let got = "";
    let name = "";
    const texts = await readParts(inPieces(bytes, type, seed), async (file) => {
      name = file.name;
      const decoder = new TextDecoder();
      for await (const chunk of file.content) got += decoder.decode(chunk, { stream: true });
    });
    assert.deepEqual([...texts], [["label", "2.0 ä"], ["note", ""]]);
    assert.equal(name, 'a "b".txt');
    assert.equal(got, tricky);
  }
  for (const cut of [1, 20, 200, bytes.length - 3]) {
    const torn = readParts(inPieces(bytes.slice(0, cut), type, 7), async (file) => {
      for await (const _ of file.content);
    });
    await assert.rejects(torn, { status: 400 });
  }
});

/** An archive with empty members, stored: enough to be told by its directory. */
function archive(...names: string[]): Uint8Array<ArrayBuffer> {
  const encode = (text: string) => new TextEncoder().encode(text);
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let at = 0;
  for (const name of names) {
    const file = new Uint8Array(30 + name.length);
    const entry = new Uint8Array(46 + name.length);
    const [local, central] = [new DataView(file.buffer), new DataView(entry.buffer)];
    local.setUint32(0, 0x04034b50, true);
    local.setUint16(26, name.length, true);
    file.set(encode(name), 30);
    central.setUint32(0, 0x02014b50, true);
    central.setUint16(28, name.length, true);
    central.setUint32(42, at, true);
    entry.set(encode(name), 46);
    parts.push(file);
    directory.push(entry);
    at += file.length;
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, names.length, true);
  end.setUint32(12, size, true);
  end.setUint32(16, at, true);
  const all = [...parts, ...directory, new Uint8Array(end.buffer)];
  const bytes = new Uint8Array(at + size + 22);
  let to = 0;
  for (const one of all) {
    bytes.set(one, to);
    to += one.length;
  }
  return bytes;
}

Deno.test("what a file is, is read from its bytes", async () => {
  const dir = await Deno.makeTempDir();
  const office = "application/vnd.openxmlformats-officedocument";
  const types = "[Content_Types].xml";
  const cases: [string, string | Uint8Array<ArrayBuffer>, string | null][] = [
    ["a.docx", archive(types, "word/document.xml"), `${office}.wordprocessingml.document`],
    ["a.xlsx", archive(types, "xl/workbook.xml"), `${office}.spreadsheetml.sheet`],
    ["a.pptx", archive(types, "ppt/presentation.xml"), `${office}.presentationml.presentation`],
    ["a.docx", archive(types, "word/document.xml", "word/vbaProject.bin"), null],
    ["a.zip", archive("virus.exe"), null],
    ["a.docx", "PK\x03\x04 and nothing", null],
    ["a.csv", "a,b\n1,2\n", "text/csv"],
    ["a.txt", "Grüße\n", "text/plain"],
    ["a.xml", '<?xml version="1.0"?><ODM/>', "application/xml"],
    ["a.eml", "From: a@example.org\nSubject: x\n\nHello", "message/rfc822"],
    ["a.eml", "Hello", null],
    ["a.txt", "\ufeff <svg onload='x'>", null],
    ["a.txt", "a\u0000b", null],
  ];
  try {
    for (const [name, text, type] of cases) {
      const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
      const content = (async function* () {
        yield await Promise.resolve(bytes);
      })();
      const got = await stage(dir, { field: "file", name, type: "", content }, 1 << 20)
        .then((file) => file.mediaType, (error) => error.status === 415 ? null : error);
      assert.equal(got, type, name);
    }
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
