// CSV over HTTP: the calls of each kind, encodings on the wire, and the page without a script.
import assert from "node:assert/strict";
import { call, type Person, request, signUp } from "@/tests/harness.ts";
import type { Report } from "./model.ts";

interface Body extends Report {
  detail: string;
  project: { id: string };
}

const test = (name: string, fn: () => Promise<void>) =>
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });

async function begin() {
  const ada = await signUp();
  const made = await call(ada, "POST", "/api/projects", { name: "MERIDIAN-3" });
  const { project } = await made.json() as Body;
  return { ada, base: `/api/projects/${project.id}`, home: `/projects/${project.id}` };
}

async function send(
  person: Person | null,
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const response = await request(path, {
    method: "POST",
    headers: {
      ...(person ? { authorization: `Bearer ${person.token}` } : {}),
      ...{ "content-type": "text/csv", ...headers },
    },
    body,
  });
  return { status: response.status, body: await response.json() as Body };
}

const counts = ({ created, updated, unchanged }: Report) => [created, updated, unchanged];

const FILES: Record<string, string> = {
  sites: "number;facility;city\n012;Charité;Berlin\n013;Inselspital;Bern\n",
  milestones: "key;title;plannedOn\nfpi;First participant in;2027-03\n",
  tasks: "key;title;site;milestone\nT1;Order kits;012;fpi\nT2;Train staff;Inselspital;\n",
  enrollment: "site;asOf;screened;enrolled\n012;21.10.2026;8;5\n",
};

test("each kind comes in, goes out and comes in again unchanged", async () => {
  const { ada, base } = await begin();
  for (const [kind, file] of Object.entries(FILES)) {
    const path = `${base}/${kind}/import`;
    const dry = await send(ada, `${path}?dryRun=true`, file);
    assert.equal(dry.status, 200, JSON.stringify(dry.body));
    const rows = file.trim().split("\n").length - 1;
    assert.deepEqual([dry.body.dryRun, ...counts(dry.body)], [true, rows, 0, 0]);
    const done = await send(ada, path, file);
    assert.deepEqual([done.body.dryRun, ...counts(done.body)], [false, rows, 0, 0]);
    const out = await call(ada, "GET", `${base}/${kind}/export.csv`);
    assert.equal(out.headers.get("content-type"), "text/csv; charset=utf-8");
    assert.match(out.headers.get("content-disposition")!, /^attachment; filename="\w+-.*\.csv"$/);
    const again = await send(ada, path, await out.text());
    assert.deepEqual(counts(again.body), [0, 0, rows], kind);
  }
});

test("bytes as spreadsheets write them: Windows-1252, UTF-16, charset or none", async () => {
  const { ada, base } = await begin();
  const path = `${base}/sites/import?dryRun=true`;
  const latin = Uint8Array.from("Name;Ort\nCharit\xe9;Z\xfcrich\n", (c) => c.charCodeAt(0));
  const read = await send(ada, path, latin, { "content-type": "text/csv; charset=windows-1252" });
  assert.deepEqual([read.status, read.body.encoding], [200, "Windows-1252"]);
  assert.match(read.body.notes[0]!, /Windows-1252/);
  const wide = new Uint8Array([
    0xff,
    0xfe,
    ...[..."name\nA\n"].flatMap((c) => [c.charCodeAt(0), 0]),
  ]);
  assert.equal((await send(ada, path, wide)).body.encoding, "UTF-16");
  const zip = await send(ada, path, new Uint8Array([0x50, 0x4b, 3, 4, 0]));
  assert.deepEqual([zip.status, /workbook/.test(zip.body.detail)], [422, true]);
  assert.equal((await send(ada, path, "{}", { "content-type": "application/json" })).status, 415);
  const many = await send(ada, path, `name\n${"A\n".repeat(200_000)}`);
  assert.deepEqual([many.status, /more than 20,000 rows/.test(many.body.detail)], [422, true]);
  const big = await send(ada, path, new Uint8Array(11 * 1024 * 1024));
  assert.equal(big.status, 413);
  assert.equal((await send(null, path, latin)).status, 401);
  assert.equal((await send(await signUp(), path, latin)).status, 404);
});

test("the address: mappings, flags, and what cannot be read of them", async () => {
  const { ada, base } = await begin();
  const path = `${base}/tasks/import`;
  const mapping = encodeURIComponent(JSON.stringify({ title: "What" }));
  const file = "What,Who\nOrder kits,x\n";
  const unknown = await send(ada, `${path}?mapping=${mapping}`, file);
  assert.equal(unknown.status, 422);
  assert.deepEqual(unknown.body.errors.map(({ path }) => path), ["/columns/Who"]);
  const done = await send(ada, `${path}?mapping=${mapping}&ignoreUnknown=true&remember=true`, file);
  assert.deepEqual([done.status, ...counts(done.body)], [200, 1, 0, 0]);
  assert.deepEqual(done.body.ignored, ["Who"]);
  const saved = await send(ada, `${path}?mapping=saved&ignoreUnknown=true`, file);
  assert.deepEqual(counts(saved.body), [0, 0, 1]);
  for (const bad of ["mapping=x", "mapping=[1]", "dryRun=maybe", "dateFormat=ymd", "nope=1"]) {
    assert.equal((await send(ada, `${path}?${bad}`, file)).status, 422, bad);
  }
});

test("a key makes an import happen once; the same key with another file is refused", async () => {
  const { ada, base } = await begin();
  const path = `${base}/tasks/import`;
  const key = { "idempotency-key": crypto.randomUUID() };
  const first = await send(ada, path, "title\nA\n", key);
  assert.deepEqual(await send(ada, path, "title\nA\n", key), first);
  assert.equal((await send(ada, path, "title\nB\n", key)).status, 422);
  const failed = { "idempotency-key": crypto.randomUUID() };
  const bad = "title,duration\nC,-1\n";
  assert.equal((await send(ada, path, bad, failed)).status, 422);
  assert.equal((await send(ada, path, bad, failed)).status, 422, "a refusal keeps no key");
});

/** A posted form, as a browser without a script sends it. */
function post(person: Person, path: string, form: FormData) {
  return request(path, {
    method: "POST",
    headers: { cookie: person.cookie, "sec-fetch-site": "same-origin", accept: "text/html" },
    body: form,
  });
}

function formOf(fields: Record<string, string | File>) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

const textOf = async (response: Response) =>
  (await response.text()).replaceAll(/<[^>]+>/g, " ").replaceAll(/\s+/g, " ");

test("the page without a script: file, columns, check, bad rows, import", async () => {
  const { ada, home } = await begin();
  const page = `${home}/csv?kind=sites`;
  const get = (path: string) => request(path, { headers: { cookie: ada.cookie } });
  assert.match(await textOf(await get(page)), /Sites from a spreadsheet/);
  const none = await post(ada, page, formOf({ intent: "upload" }));
  assert.deepEqual([none.status, /Choose a file/.test(await none.text())], [422, true]);
  const csv = "Nr,Klinik,<b>Wer</b>,target\n1,Charité,x,5\n2,=1+1,y,-5\n";
  const sent = await post(ada, page, formOf({ intent: "upload", file: new File([csv], "s.csv") }));
  assert.equal(sent.status, 303, await sent.clone().text());
  const columns = sent.headers.get("location")!;
  const shown = await (await get(columns)).text();
  assert.match(shown, /&lt;b>Wer&lt;\/b>|&lt;b&gt;Wer/);
  assert.match(shown, /<option value="number" selected>/);

  const undecided = await post(ada, columns, formOf({ intent: "check", c0: "number" }));
  assert.equal(undecided.status, 422);
  const choice = { c0: "number", c1: "facility", c2: "-", c3: "targetEnrollment" };
  const twice = await post(ada, columns, formOf({ intent: "check", ...choice, c3: "number" }));
  assert.match(await textOf(twice), /fills this field already/);
  const checked = await post(ada, columns, formOf({ intent: "check", ...choice }));
  assert.equal(checked.status, 200);
  const report = await textOf(checked);
  assert.match(report, /Cannot be imported yet/);
  assert.match(report, /Must not be negative/);
  const bad = await post(ada, columns, formOf({ intent: "bad", ...choice }));
  assert.match(await bad.text(), /2,'=1\+1,y,-5,3,"?target: Cannot use ""?-5/);
  const refused = await post(ada, columns, formOf({ intent: "import", ...choice }));
  assert.equal(refused.status, 422);
  const done = await post(ada, columns, formOf({ intent: "import", ...choice, c3: "-" }));
  assert.equal(done.status, 303, await done.clone().text());
  assert.match(done.headers.get("location")!, /done=2-0-0$/);
  assert.match(
    await textOf(await get(done.headers.get("location")!)),
    /Imported: 2 new, 0 changed/,
  );
  assert.match(await textOf(await get(columns)), /no longer here/, "the file is gone");
  const other = await signUp();
  assert.equal((await request(columns, { headers: { cookie: other.cookie } })).status, 404);
});
