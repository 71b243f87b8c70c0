// Documents by the API: versions and their bytes, what is refused, who may, what the blinded see.
import assert from "node:assert/strict";
import { join } from "node:path";
import { config } from "@/lib/config/mod.ts";
import { database } from "@/lib/db/mod.ts";
import { call, type Person, request, signUp } from "./harness.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const day = (offset: number) =>
  new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);

async function json(response: Response, status: number): Promise<Json> {
  const text = await response.text();
  assert.equal(response.status, status, text);
  return text === "" ? null : JSON.parse(text);
}

async function study(name = "Documents") {
  const owner = await signUp();
  const { id } = (await json(await call(owner, "POST", "/api/projects", { name }), 201)).project;
  const base = `/api/projects/${id}`;
  const post = async (path: string, body: object): Promise<Json> =>
    (await json(await call(owner, "POST", base + path, body), 201)).item;
  return { owner, id, base, post };
}

/** A member of the study in a role. */
async function member(at: { owner: Person; id: string }, role: string, cleared = false) {
  const person = await signUp(`Person ${role}`);
  const db = await database();
  await db.asSystem("set-up of the test", async (sql) => {
    await sql`insert into public.org_members (org_id, user_id, role)
      values (${at.owner.organization.id}::uuid, ${person.id}::uuid, 'member')`;
    await sql`insert into public.project_members (org_id, project_id, user_id, role, unblinded)
      values (${at.owner.organization.id}::uuid, ${at.id}::uuid, ${person.id}::uuid, ${role}, ${cleared})`;
  });
  return person;
}

function upload(person: Person, path: string, body: FormData | Blob, headers = {}) {
  return request(path, {
    method: "POST",
    headers: { authorization: `Bearer ${person.token}`, ...headers },
    body,
  });
}

type Bytes = Uint8Array<ArrayBuffer> | string;
const PDF = "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n";

function form(
  fields: Record<string, string>,
  file?: { name: string; bytes: Bytes; type?: string },
) {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  if (file) data.set("file", new File([file.bytes], file.name, { type: file.type ?? "" }));
  return data;
}

const sha256 = async (bytes: Uint8Array<ArrayBuffer>) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
const utf8 = (text: string) => new TextEncoder().encode(text);

/** Files below the storage of an organisation, and those that wait. */
function stored(...path: string[]): string[] {
  const walk = (dir: string): string[] =>
    [...Deno.readDirSync(dir)].flatMap((one) =>
      one.isDirectory ? walk(join(dir, one.name)) : [join(dir, one.name)]
    );
  try {
    return walk(join(config().dataDir, "documents", ...path));
  } catch {
    return [];
  }
}

Deno.test("a version comes with its bytes, stands as it is approved, and is given out as it came", async () => {
  const at = await study();
  const document = await at.post("/documents", { title: "Protocol", kind: "protocol" });
  assert.equal(document.state, "missing");
  const versions = `${at.base}/documents/${document.id}/versions`;
  const name = `Protokoll "Ärzte" 100%.pdf`;
  const added = await upload(
    at.owner,
    versions,
    form({ label: "1.0", datedOn: day(-9) }, { name, bytes: PDF }),
  );
  const location = added.headers.get("location")!;
  const { item } = await json(added, 201);
  assert.equal(item.sha256, await sha256(utf8(PDF)));
  assert.deepEqual([item.bytes, item.mediaType, item.fileName, item.state], [
    ...[PDF.length, "application/pdf"],
    ...[name, "pending"],
  ]);
  const path = `${at.owner.organization.id}/${item.sha256.slice(0, 2)}/${item.sha256}`;
  const file = join(config().dataDir, "documents", path);
  assert.equal(Deno.statSync(file).mode! & 0o777, 0o600);
  assert.deepEqual(stored(".incoming"), []);

  const got = await call(at.owner, "GET", `${location}/content`);
  assert.equal(await got.clone().text(), PDF);
  assert.equal(got.headers.get("content-type"), "application/pdf");
  assert.equal(
    got.headers.get("content-disposition"),
    `attachment; filename="Protokoll __rzte_ 100_.pdf"; filename*=UTF-8''Protokoll%20%22%C3%84rzte%22%20100%25.pdf`,
  );
  assert.equal(got.headers.get("x-content-type-options"), "nosniff");
  assert.match(got.headers.get("content-security-policy")!, /sandbox/);
  assert.equal(got.headers.get("cache-control"), "private, no-store");

  const approve = (fields: object, version: number, reason?: string) =>
    call(at.owner, "PUT", location, fields, {
      "if-match": `"${version}"`,
      ...(reason ? { "x-change-reason": reason } : {}),
    });
  const approved = await json(await approve({ approvedOn: day(-5), expiresOn: day(40) }, 1), 200);
  assert.deepEqual([approved.item.state, approved.item.version], ["expiring", 2]);
  const now =
    (await json(await call(at.owner, "GET", `${at.base}/documents/${document.id}`), 200)).item;
  assert.deepEqual([now.state, now.daysLeft, now.versionLabel], ["expiring", 40, "1.0"]);
  for (const [state, n] of [["expiring", 1], ["expired", 0]] as const) {
    const { items } = await json(
      await call(at.owner, "GET", `${at.base}/documents?state=${state}`),
      200,
    );
    assert.equal(items.length, n, state);
  }
  const why = await json(await approve({ withdrawnOn: day(0) }, 2), 422);
  assert.equal(why.errors[0].path, "/reason");
  await json(await approve({ withdrawnOn: day(0) }, 2, "Wrong scan"), 200);
  await json(await approve({ note: "x" }, 1, "stale"), 412);
  const future = await json(await approve({ withdrawnOn: day(9) }, 3, "Planned"), 422);
  assert.equal(future.errors[0].path, "/withdrawnOn");
  const other = await at.post("/documents", { title: "Other" });
  await json(await call(at.owner, "GET", location.replace(document.id, other.id)), 404);

  // The same bytes again are another version; the same version is not.
  await json(
    await upload(at.owner, versions, form({ version: "2.0" }, { name: "b.pdf", bytes: PDF })),
    201,
  );
  const twice = await json(
    await upload(at.owner, versions, form({ label: "2.0" }, { name: "b.pdf", bytes: PDF })),
    409,
  );
  assert.equal(twice.errors?.[0].path ?? "/label", "/label");
  await json(await call(at.owner, "POST", versions, { label: "3.0", heldIn: "Binder 4" }), 201);
  const list = await json(await call(at.owner, "GET", versions), 200);
  assert.deepEqual(list.items.map((one: Json) => [one.label, one.state]), [
    ["1.0", "withdrawn"],
    ["2.0", "pending"],
    ["3.0", "pending"],
  ]);
  const paper = list.items[2].id;
  await json(await call(at.owner, "GET", `${versions}/${paper}/content`), 404);
  assert.equal(stored(at.owner.organization.id).length, 1);
});

Deno.test("bytes that were changed on disk, or are gone, are never given out", async () => {
  const at = await study();
  const document = await at.post("/documents", { title: "Manual", kind: "manual" });
  const versions = `${at.base}/documents/${document.id}/versions`;
  const large = new Uint8Array(9 * 1024 * 1024).fill(32);
  large.set(utf8("%PDF-1.4\n"));
  for (const bytes of [utf8(PDF), large]) {
    const given = form({ label: String(bytes.length) }, { name: "m.pdf", bytes });
    const { item } = await json(await upload(at.owner, versions, given), 201);
    const content = `${versions}/${item.id}/content`;
    const good = new Uint8Array(await (await call(at.owner, "GET", content)).arrayBuffer());
    assert.equal(await sha256(good), item.sha256, "the positive control");
    const path = join(
      config().dataDir,
      "documents",
      at.owner.organization.id,
      item.sha256.slice(0, 2),
      item.sha256,
    );
    const changed = bytes.slice();
    changed[changed.length - 3] = 65;
    await Deno.writeFile(path, changed);
    const refused = await call(at.owner, "GET", content).then(
      async (response) =>
        response.status === 500
          ? (await response.text(), "500")
          : await response.arrayBuffer().then(() => "whole", () => "broken off"),
    );
    assert.equal(refused, bytes === large ? "broken off" : "500");
    await Deno.remove(path);
    await json(await call(at.owner, "GET", content), 500);
    const update = call(at.owner, "PUT", `${versions}/${item.id}`, { sha256: "0".repeat(64) }, {
      "if-match": '"1"',
    });
    await json(await update, 422);
  }
});

Deno.test("what lies, or is nothing to keep, is refused at its field, and nothing stays", async () => {
  const at = await study();
  const document = await at.post("/documents", { title: "CV", kind: "cv" });
  const versions = `${at.base}/documents/${document.id}/versions`;
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0]);
  const zip = utf8("PK\x03\x04" + "x".repeat(60));
  const ok = { label: "1.0" };
  const cases: [string, FormData, number, string][] = [
    ["a picture as PDF", form(ok, { name: "cv.pdf", bytes: png }), 422, "/file"],
    [
      "a PDF sent as text",
      form(ok, { name: "cv.pdf", bytes: PDF, type: "text/plain" }),
      422,
      "/file",
    ],
    ["an archive as Word", form(ok, { name: "cv.docx", bytes: zip }), 415, "/file"],
    [
      "a page",
      form(ok, { name: "cv.txt", bytes: "<!doctype html><script>1</script>" }),
      415,
      "/file",
    ],
    [
      "a drawing with scripts",
      form(ok, { name: "cv.xml", bytes: '<?xml version="1.0"?><svg onload="x">' }),
      415,
      "/file",
    ],
    ["a program", form(ok, { name: "cv.pdf", bytes: "MZ\x00\x01\x02" }), 415, "/file"],
    ["text with another ending", form(ok, { name: "cv.exe", bytes: "hello" }), 422, "/file"],
    [
      "no text at all",
      form(ok, { name: "cv.txt", bytes: new Uint8Array([0xff, 0xfe, 65, 0]) }),
      415,
      "/file",
    ],
    ["nothing in it", form(ok, { name: "cv.pdf", bytes: "" }), 422, "/file"],
    ["no file and nowhere", form(ok), 422, "/file"],
    ["a path", form(ok, { name: "../../cv.pdf", bytes: PDF }), 422, "/file"],
    ["another path", form(ok, { name: "C:\\cv.pdf", bytes: PDF }), 422, "/file"],
    ["a line end", form(ok, { name: "cv\r\n.pdf", bytes: PDF }), 422, "/file"],
    [
      "letters that turn around",
      form(ok, { name: "cv\u202efdp.exe.pdf", bytes: PDF }),
      422,
      "/file",
    ],
    [
      "another hash",
      form({ ...ok, sha256: "0".repeat(64) }, { name: "cv.pdf", bytes: PDF }),
      422,
      "/sha256",
    ],
    ["another size", form({ ...ok, bytes: "7" }, { name: "cv.pdf", bytes: PDF }), 422, "/bytes"],
    ["no version", form({}, { name: "cv.pdf", bytes: PDF }), 422, "/label"],
    [
      "a day that is none",
      form({ ...ok, approvedOn: "2026-02-30" }, { name: "cv.pdf", bytes: PDF }),
      422,
      "/approvedOn",
    ],
    [
      "a day to come",
      form({ ...ok, approvedOn: day(9) }, { name: "cv.pdf", bytes: PDF }),
      422,
      "/approvedOn",
    ],
    [
      "over before it begins",
      form({ ...ok, effectiveOn: day(1), expiresOn: day(0) }, { name: "cv.pdf", bytes: PDF }),
      422,
      "/expiresOn",
    ],
    [
      "an unknown field",
      form({ ...ok, approved: "yes" }, { name: "cv.pdf", bytes: PDF }),
      422,
      "/approved",
    ],
  ];
  for (const [what, body, status, path] of cases) {
    const refused = await json(await upload(at.owner, versions, body), status);
    assert.equal(refused.errors?.[0]?.path, path, `${what}: ${JSON.stringify(refused)}`);
  }
  const large = new Uint8Array(config().limits.documentBytes + 1).fill(65);
  const tooLarge = await json(
    await upload(at.owner, versions, form(ok, { name: "l.txt", bytes: large })),
    413,
  );
  assert.equal(tooLarge.errors[0].path, "/file");
  const torn = new Blob([
    '--b\r\ncontent-disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n',
    PDF,
  ]);
  await json(
    await upload(at.owner, versions, torn, { "content-type": "multipart/form-data; boundary=b" }),
    400,
  );
  await json(
    await upload(at.owner, versions, new Blob([PDF]), { "content-type": "application/pdf" }),
    415,
  );
  assert.deepEqual(stored(".incoming"), []);
  const list = await json(await call(at.owner, "GET", versions), 200);
  assert.equal(list.items.length, 0);
  for (
    const [path, body, at_] of [
      ["/documents", { title: "" }, "/title"],
      ["/documents", { title: "A", country: "Peru", siteId: crypto.randomUUID() }, "/country"],
      ["/documents", { title: "A", siteId: crypto.randomUUID() }, "/siteId"],
      ["/documents", { title: "A", artifactNumber: "5.2.4" }, "/artifactNumber"],
      ["/document-requirements", { title: "A", validMonths: 0 }, "/validMonths"],
      ["/document-requirements", { title: "A", countries: [] }, "/countries"],
      [
        "/document-waivers",
        { requirementId: crypto.randomUUID(), because: "Not ours" },
        "/requirementId",
      ],
    ] as const
  ) {
    const refused = await json(await call(at.owner, "POST", at.base + path, body), 422);
    assert.equal(refused.errors[0].path, at_, JSON.stringify(refused));
  }
});

Deno.test("roles: who reads, adds, approves and waives; strangers find nothing", async () => {
  const at = await study();
  const rule = await at.post("/document-requirements", { title: "CV", level: "SITE" });
  const document = await at.post("/documents", { title: "CV" });
  const versions = `${at.base}/documents/${document.id}/versions`;
  const { item } = await json(
    await upload(at.owner, versions, form({ label: "1" }, { name: "a.pdf", bytes: PDF })),
    201,
  );
  const rights: Record<string, [add: boolean, version: boolean, approve: boolean, waive: boolean]> =
    {
      manager: [true, true, true, true],
      regulatory: [true, true, true, true],
      coordinator: [true, true, true, false],
      cra: [true, true, false, false],
      site: [true, true, false, false],
      data: [false, false, false, false],
      finance: [false, false, false, false],
      auditor: [false, false, false, false],
      viewer: [false, false, false, false],
    };
  for (const [role, [add, version, approve, waive]] of Object.entries(rights)) {
    const person = await member(at, role);
    const status = async (answer: Promise<Response>) => {
      const { status, body } = await answer;
      await body?.cancel();
      return status;
    };
    assert.equal(await status(call(person, "GET", `${versions}/${item.id}/content`)), 200, role);
    assert.equal(
      await status(call(person, "POST", `${at.base}/documents`, { title: role })),
      add ? 201 : 403,
      role,
    );
    const file = form({ label: role }, { name: "a.pdf", bytes: PDF });
    assert.equal(await status(upload(person, versions, file)), version ? 201 : 403, role);
    const approved = form({ label: `${role} 2`, approvedOn: day(0) }, {
      name: "a.pdf",
      bytes: PDF,
    });
    const comes = version ? approve ? 201 : 403 : 403;
    assert.equal(await status(upload(person, versions, approved)), comes, `${role}, approved`);
    const put = call(person, "PUT", `${versions}/${item.id}`, { approvedOn: day(0) }, {
      "if-match": '"99"',
    });
    assert.equal(await status(put), approve ? 412 : 403, role);
    const waiver = { requirementId: rule.id, country: role, because: "Held by the sponsor" };
    assert.equal(
      await status(call(person, "POST", `${at.base}/document-waivers`, waiver)),
      waive ? 201 : 403,
      role,
    );
  }
  const stranger = await signUp("Mallory Stranger");
  for (const path of [versions, `${versions}/${item.id}`, `${versions}/${item.id}/content`]) {
    await json(await call(stranger, "GET", path), 404);
  }
  await json(
    await upload(stranger, versions, form({ label: "9" }, { name: "a.pdf", bytes: PDF })),
    404,
  );
  assert.deepEqual(stored(".incoming"), []);
  const other = await study("Another");
  const moved = versions.replace(at.id, other.id);
  await json(
    await upload(other.owner, moved, form({ label: "9" }, { name: "a.pdf", bytes: PDF })),
    404,
  );
});

Deno.test("a restricted document is not there for the blinded: not in lists, counts, pages or as a file", async () => {
  const at = await study();
  const cleared = await member(at, "manager", true);
  const blinded = await member(at, "manager");
  const post = async (body: object) =>
    (await json(await call(cleared, "POST", `${at.base}/documents`, body), 201)).item;
  const secret = await post({ title: "Randomisation list", restricted: true });
  await post({ title: "Monitoring plan" });
  const versions = `${at.base}/documents/${secret.id}/versions`;
  const { item } = await json(
    await upload(cleared, versions, form({ label: "1.0" }, { name: "Arms.pdf", bytes: PDF })),
    201,
  );
  assert.equal(item.restricted, true, "a version follows its document");
  for (const [person, sees] of [[cleared, true], [blinded, false]] as const) {
    const { items } = await json(await call(person, "GET", `${at.base}/documents`), 200);
    assert.equal(items.length, sees ? 2 : 1);
    for (const path of [`/documents/${secret.id}`, `/documents/${secret.id}/versions/${item.id}`]) {
      await json(await call(person, "GET", at.base + path), sees ? 200 : 404);
    }
    const content = await call(person, "GET", `${versions}/${item.id}/content`);
    assert.equal(content.status, sees ? 200 : 404);
    await content.body?.cancel();
    const list = await json(await call(person, "GET", versions), 200);
    assert.equal(list.items.length, sees ? 1 : 0);
  }
  await json(
    await upload(blinded, versions, form({ label: "2.0" }, { name: "b.pdf", bytes: PDF })),
    404,
  );
});

Deno.test("documents come and go as CSV: what expects them by its title, the same file again changes nothing", async () => {
  const at = await study();
  await at.post("/sites", { number: "001", facility: "Kivilampi", country: "Finland" });
  await at.post("/document-requirements", { title: "CV", kind: "cv", level: "SITE" });
  const send = (text: string, query = "") =>
    request(`${at.base}/documents/import${query}`, {
      method: "POST",
      headers: { authorization: `Bearer ${at.owner.token}`, "content-type": "text/csv" },
      body: text,
    });
  const good =
    "Title,Type,Requirement,Site number,TMF number\nCV Dr Rautalahti,Lebenslauf,CV,001,05.02.04\n";
  const bad = `${good}Other,spaceship,None,009,5.2\n`;
  const refused = await json(await send(bad), 422);
  assert.deepEqual(refused.errors.map((one: Json) => one.path).sort(), [
    "/rows/3/artifactNumber",
    "/rows/3/kind",
    "/rows/3/requirement",
    "/rows/3/site",
  ]);
  assert.equal((await json(await send(good, "?dryRun=true"), 200)).created, 1);
  assert.equal((await json(await send(good), 200)).created, 1);
  assert.equal((await json(await send(good), 200)).unchanged, 1);
  const { items } = await json(await call(at.owner, "GET", `${at.base}/documents`), 200);
  assert.equal(items.length, 1);
  const exported = await (await call(at.owner, "GET", `${at.base}/documents/export.csv`)).text();
  assert.match(exported, /CV Dr Rautalahti,cv,CV,05\.02\.04,,001/);
  assert.equal((await json(await send(exported), 200)).unchanged, 1);
});

Deno.test("raw SQL cannot change what a version is, nor move its bytes under another hash", async () => {
  const at = await study();
  const document = await at.post("/documents", { title: "Protocol" });
  const versions = `${at.base}/documents/${document.id}/versions`;
  const given = form({ label: "1.0" }, { name: "a.pdf", bytes: PDF });
  const { item } = await json(await upload(at.owner, versions, given), 201);
  const db = await database();
  const claims = JSON.parse(
    atob(at.owner.token.split(".")[1]!.replace(/-/g, "+").replace(/_/g, "/")),
  );
  const raw = (change: string) =>
    db.asUser(
      claims,
      (sql) => sql.unsafe(`update public.document_versions set ${change} where id = '${item.id}'`),
      { reason: "raw SQL" },
    ).then((done) => done.count, (error) => error.code);
  for (
    const change of [
      `sha256 = '${"0".repeat(64)}'`,
      "sha256 = null, bytes = null, media_type = null, file_name = null, held_in = 'x'",
      "bytes = 7",
      "media_type = 'text/html'",
      "file_name = 'b.exe'",
      "version = '9'",
      "document_id = gen_random_uuid()",
    ]
  ) assert.match(String(await raw(change)), /^(PT|23)/, change);
  assert.equal(await raw("note = 'as it came'"), 1, "the positive control");
  const gone = db.asUser(
    claims,
    (sql) => sql.unsafe(`delete from public.document_versions where id = '${item.id}'`),
    { reason: "raw SQL" },
  );
  await assert.rejects(gone, "nobody deletes a version");
});
