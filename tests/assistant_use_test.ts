// Asking for documents, and saying what one thinks of them, over HTTP.
import assert from "node:assert/strict";
import { openDb } from "@/lib/db/mod.ts";
import { databaseUrl } from "./environment.ts";
import { call, ORIGIN, page, type Person, request, signUp } from "./harness.ts";
import { addMember } from "./people.ts";

function test(name: string, fn: () => Promise<void>) {
  Deno.test({ name, fn, sanitizeOps: false, sanitizeResources: false });
}

async function json(person: Person | null, method: string, path: string, body?: unknown) {
  const response = await call(person, method, path, body);
  const text = await response.text();
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

const pathsOf = (answer: { body: { errors: { path: string }[] } }) =>
  answer.body.errors.map(({ path }) => path).toSorted();

async function study(person: Person): Promise<string> {
  const { status, body } = await json(person, "POST", "/api/projects", { name: "Trial" });
  assert.equal(status, 201);
  return body.project.id;
}

/** Somebody with a role on the study of another. */
async function joined(owner: Person, project: string, role: string): Promise<Person> {
  const person = await signUp("Ben Ode");
  const db = openDb({ url: databaseUrl, pool: 1 });
  const org = owner.organization.id;
  await addMember(db, org, { id: person.id } as never);
  await db.asSystem(
    "set-up of the test",
    (sql) =>
      sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${org}, ${project}, ${person.id}, ${role})`,
  );
  await db.close();
  return person;
}

test("a document is asked for, looked at and cancelled", async () => {
  const owner = await signUp();
  const project = await study(owner);
  const jobs = `/api/projects/${project}/generation-jobs`;
  const asked = await json(owner, "POST", jobs, { tabType: "general", instructions: " Shorter " });
  assert.equal(asked.status, 201, JSON.stringify(asked.body));
  const [job] = asked.body.jobs;
  assert.deepEqual(
    [job.tabType, job.title, job.state, job.instructions, job.done, job.total, job.by.id],
    ["general", "General", "queued", "Shorter", 0, 0, owner.id],
  );
  assert.equal(
    (await json(owner, "POST", jobs, { tabType: "general", instructions: "Shorter" })).status,
    409,
  );
  assert.equal((await json(owner, "GET", `${jobs}/${job.id}`)).body.job.state, "queued");
  assert.equal((await json(owner, "GET", `${jobs}?open=true`)).body.items.length, 1);
  const cancelled = await json(owner, "POST", `${jobs}/${job.id}/cancel`);
  assert.deepEqual([cancelled.status, cancelled.body.job.state], [200, "cancelled"]);
  assert.equal(
    (await json(owner, "POST", `${jobs}/${job.id}/cancel`)).status,
    200,
    "once more is the same",
  );
  assert.equal((await json(owner, "GET", `${jobs}?open=true`)).body.items.length, 0);
  assert.equal((await json(owner, "GET", jobs)).body.items.length, 1);
});

test("all documents of a persona are asked for at once, what waits already not again", async () => {
  const owner = await signUp();
  const project = await study(owner);
  const jobs = `/api/projects/${project}/generation-jobs`;
  const first = await json(owner, "POST", jobs, { tabType: "general" });
  const all = await json(owner, "POST", jobs, { persona: "trialCoordinator" });
  if (all.status === 201) {
    assert.ok(!all.body.jobs.some(({ tabType }: { tabType: string }) => tabType === "general"));
  } else assert.equal(all.status, 409, "it is its only document");
  assert.equal(first.status, 201);
});

test("what cannot be written is refused where it is wrong, and nothing waits", async () => {
  const owner = await signUp();
  const project = await study(owner);
  const jobs = `/api/projects/${project}/generation-jobs`;
  const refused: [unknown, string[]][] = [
    [{}, [""]],
    [{ tabType: "general", persona: "trialCoordinator" }, [""]],
    [{ tabType: "horoscope" }, ["/tabType"]],
    [{ persona: "inspector" }, ["/persona"]],
    [{ persona: "astrologer" }, ["/persona"]],
    [{ tabType: "general", sections: [] }, ["/sections"]],
    [{ tabType: "general", sections: ["summary", "figures"] }, ["/sections/1"]],
    [{ persona: "trialCoordinator", sections: ["summary"] }, ["/sections"]],
    [{ tabType: "general", siteId: crypto.randomUUID() }, ["/siteId"]],
    [{ tabType: "general", instructions: "x".repeat(4001) }, ["/instructions"]],
    [{ tabType: "general", colour: "red" }, ["/colour"]],
  ];
  for (const [body, paths] of refused) {
    const answer = await json(owner, "POST", jobs, body);
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.deepEqual(pathsOf(answer), paths, JSON.stringify(body));
  }
  assert.equal((await json(owner, "GET", jobs)).body.items.length, 0);
});

test("who may not write asks for nothing; strangers learn nothing", async () => {
  const [owner, stranger] = [await signUp(), await signUp()];
  const project = await study(owner);
  const jobs = `/api/projects/${project}/generation-jobs`;
  const { body } = await json(owner, "POST", jobs, { tabType: "general" });
  const one = `${jobs}/${body.jobs[0].id}`;
  const viewer = await joined(owner, project, "viewer");
  assert.equal((await json(viewer, "GET", one)).status, 200);
  assert.equal((await json(viewer, "POST", jobs, { tabType: "general" })).status, 403);
  assert.equal((await json(viewer, "POST", jobs, { tabType: "horoscope" })).status, 403);
  assert.equal((await json(viewer, "POST", `${one}/cancel`)).status, 403);
  const cra = await joined(owner, project, "cra");
  assert.equal((await json(cra, "POST", `${one}/cancel`)).status, 200);
  for (
    const [method, path] of [["GET", jobs], ["POST", jobs], ["GET", one], ["POST", `${one}/cancel`]]
  ) {
    const answer = await json(
      stranger,
      method!,
      path!,
      method === "POST" && path === jobs ? { tabType: "general" } : undefined,
    );
    assert.equal(answer.status, 404, `${method} ${path}`);
    assert.equal((await json(null, method!, path!)).status, 401);
  }
  const mine = await study(stranger);
  assert.equal(
    (await json(stranger, "GET", `/api/projects/${mine}/generation-jobs/${body.jobs[0].id}`))
      .status,
    404,
  );
});

test("pages of use and of the queue take at most three waits, and are for who may", async () => {
  const [owner, stranger] = [await signUp(), await signUp()];
  const project = await study(owner);
  await json(owner, "POST", `/api/projects/${project}/generation-jobs`, { tabType: "general" });
  const viewer = await joined(owner, project, "viewer");
  const organization = `/organizations/${owner.organization.id}/ai`;
  const usage = `/projects/${project}/assistant/usage`;
  const jobs = `/projects/${project}/assistant/jobs`;
  for (const path of [organization, usage, `${usage}?call=${project}&cursor=x&person=y`, jobs]) {
    const response = await page(owner, path);
    assert.equal(response.status, 200, path);
    const waits = Number(/desc="(\d+) waits?"/.exec(response.headers.get("server-timing")!)?.[1]);
    assert.ok(waits >= 1 && waits <= 3, `${path}: ${waits} waits`);
    assert.doesNotMatch(await response.text(), / style=/);
    assert.equal((await page(stranger, path)).status, 404, path);
    assert.equal((await page(null, path)).status, 303, path);
  }
  const others = await (await page(viewer, organization)).text();
  assert.match(others, /What agents may do/, "that is for every member");
  assert.doesNotMatch(others, /Today.s limit|In all/);
  const seen = await (await page(viewer, jobs)).text();
  assert.doesNotMatch(seen, /value="cancel"|Have them written/);
  assert.match(await (await page(owner, jobs)).text(), /value="cancel"[^]*Have them written/);
  assert.equal((await page(viewer, usage)).status, 200);
  const forms: [string, Record<string, string>, number][] = [
    [jobs, { intent: "queue", persona: "inspector" }, 422],
    [jobs, { intent: "queue", tabType: "general" }, 409],
    [jobs, { intent: "cancel", job: project }, 404],
    [jobs, { intent: "cancel", job: "1" }, 400],
    [jobs, { intent: "paint" }, 400],
    [`/projects/${project}/assistant/feedback`, { comment: "why" }, 422],
    [`/projects/${project}/assistant/feedback`, { rating: "9", next: "//evil.example" }, 422],
    [`/projects/${project}/assistant/feedback`, { rating: "4", next: "https://evil.example" }, 303],
  ];
  for (const [path, fields, status] of forms) {
    const response = await request(path, {
      method: "POST",
      headers: { cookie: owner.cookie, origin: ORIGIN, "sec-fetch-site": "same-origin" },
      body: new URLSearchParams(fields),
    });
    const text = await response.text();
    assert.equal(response.status, status, `${JSON.stringify(fields)} ${text.slice(0, 200)}`);
    assert.doesNotMatch(response.headers.get("location") ?? text, /evil/);
  }
});

test("feedback is kept, about a study and about nothing in particular", async () => {
  const owner = await signUp();
  const project = await study(owner);
  const give = (body: unknown, by: Person | null = owner) =>
    json(by, "POST", "/api/feedback", body);
  const plain = await give({ rating: 5 });
  assert.equal(plain.status, 201, JSON.stringify(plain.body));
  assert.equal(plain.body.feedback.organizationId, owner.organization.id);
  const about = await give({
    rating: 2,
    comment: " Wrong site ",
    subject: "tab:general",
    projectId: project,
  });
  assert.deepEqual(
    [about.body.feedback.comment, about.body.feedback.projectId],
    ["Wrong site", project],
  );
  const refused: [unknown, string[]][] = [
    [{}, ["/rating"]],
    [{ rating: 0 }, ["/rating"]],
    [{ rating: 6 }, ["/rating"]],
    [{ rating: 3.5 }, ["/rating"]],
    [{ rating: "5" }, ["/rating"]],
    [{ rating: 3, comment: "x".repeat(4001) }, ["/comment"]],
    [{ rating: 3, subject: "x".repeat(201) }, ["/subject"]],
    [{ rating: 3, projectId: "mine" }, ["/projectId"]],
    [{ rating: 3, projectId: crypto.randomUUID() }, ["/projectId"]],
    [{ rating: 3, callId: crypto.randomUUID() }, ["/callId"]],
  ];
  for (const [body, paths] of refused) {
    const answer = await give(body);
    assert.equal(answer.status, 422, JSON.stringify(body));
    assert.deepEqual(pathsOf(answer), paths, JSON.stringify(body));
  }
  const stranger = await signUp();
  assert.deepEqual(pathsOf(await give({ rating: 3, projectId: project }, stranger)), [
    "/projectId",
  ]);
  const viewer = await joined(owner, project, "viewer");
  assert.equal((await give({ rating: 1, projectId: project }, viewer)).status, 201);
  assert.equal((await give({ rating: 1 }, null)).status, 401);
});

test("who is in no organisation is told that nobody would read it", async () => {
  const person = await signUp();
  const left = await json(person, "POST", "/api/feedback", { rating: 4 });
  assert.equal(left.status, 201);
  const db = openDb({ url: databaseUrl, pool: 1 });
  const other = await signUp();
  await addMember(db, person.organization.id, { id: other.id } as never, "owner");
  await db.close();
  const gone = await call(
    person,
    "DELETE",
    `/api/organizations/${person.organization.id}/members/${person.id}`,
    undefined,
    {
      "x-change-reason": "leaving",
    },
  );
  assert.equal(gone.status, 204, await gone.text());
  const answer = await json(person, "POST", "/api/feedback", { rating: 4 });
  assert.equal(answer.status, 422);
  assert.match(answer.body.detail, /no organisation/);
});

test("the tokens of a day are a setting, at its version, and in the trail", async () => {
  const owner = await signUp();
  const path = `/api/organizations/${owner.organization.id}`;
  const { organization } = (await json(owner, "GET", path)).body;
  assert.equal(organization.aiTokensPerDay, 2_000_000);
  const put = async (value: unknown) => {
    const response = await call(owner, "PUT", path, { aiTokensPerDay: value }, {
      "if-match": `"${organization.version}"`,
    });
    return { status: response.status, body: await response.json() };
  };
  for (const wrong of [-1, 1.5, "many", 2_000_000_001, null]) {
    const answer = await put(wrong);
    assert.equal(answer.status, 422, String(wrong));
    assert.deepEqual(pathsOf(answer), ["/aiTokensPerDay"]);
  }
  const done = await put(0);
  assert.deepEqual([done.status, done.body.organization.aiTokensPerDay], [200, 0]);
  const { body } = await json(owner, "GET", `${path}/activity?entity=orgs`);
  assert.equal(body.events[0].after.ai_tokens_per_day, 0);
});
