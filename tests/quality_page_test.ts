// The pages of quality without a script: what they show, their forms, who may, and how many waits.
import assert from "node:assert/strict";
import { database } from "@/lib/db/mod.ts";
import { page, type Person, request } from "./harness.ts";
import {
  add,
  call,
  day,
  type Json,
  json,
  kri,
  member,
  month,
  postForm,
  put,
  type Study,
  study,
} from "./quality_steps.ts";
import { scriptBytes } from "./weight.ts";

async function html(person: Person, path: string, status = 200): Promise<string> {
  const response = await page(person, path);
  const text = await response.text();
  assert.equal(response.status, status, text.slice(0, 2000));
  assert.doesNotMatch(text, / style=/);
  // What the frame says of the page is not what it says.
  return text.slice(text.indexOf("<main")).replaceAll("\u00a0", " ");
}

const risk7 = "00000000-0000-4000-8000-000000000007";
const views = ["", "?view=indicators", "?view=deviations", "?view=actions", "?view=factors"];

/** A study in which all that the page first asks for is there. */
async function troubled(): Promise<Study & Record<string, Json>> {
  const at = await study();
  const site = await add(at, "sites", { facility: "Kivilampi Hospital", number: "012" });
  const factor = await add(at, "critical-factors", { title: "Consent first" });
  const risk = await add(at, "risks", {
    ...{ title: "Late <consent>", likelihood: 4, impact: 5, detectability: 3 },
    ...{ reviewDueOn: day(-3), criticalFactorId: factor.id, mitigation: "Two people check" },
  });
  const guess = await add(at, "risks", { title: "Guess", confirmation: "unconfirmed" });
  const one = await add(at, "kris", kri);
  for (const [ago, numerator, denominator] of [[3, 1, 3], [2, 6, 20], [1, 7, 20]] as const) {
    const periodOn = month(ago);
    await add(at, "kri-values", {
      kriId: one.id,
      siteId: site.id,
      periodOn,
      numerator,
      denominator,
    });
  }
  const qtl = await add(at, "qtls", {
    ...{ title: "Queries of the study", kriId: one.id, warningLimit: 10, limitValue: 15 },
  });
  const capa = await add(at, "capas", { title: "Retrain", openedOn: day(-30), dueOn: day(-2) });
  const deviation = await add(at, "deviations", {
    ...{ title: "Consent late", foundOn: day(-20), dueOn: day(-1), siteId: site.id },
    ...{ subjectCode: "012-0007", category: "consent", capaId: capa.id },
  });
  return { ...at, site, factor, risk, guess, kri: one, qtl, capa, deviation };
}

Deno.test("what needs action stands first; every part shows its rows, and what is not known", async () => {
  const at = await troubled();
  const here = `/projects/${at.id}/quality`;
  const first = await html(at.owner, here);
  const order = [
    "Evaluate the breach of Queries",
    "Look into Open queries",
    "Resolve: Consent late",
  ];
  const places = [...order, "Finish: Retrain", "Review: Late"]
    .map((words) => first.indexOf(words));
  assert.deepEqual(places, places.toSorted((a, b) => a - b), "worst first");
  assert.ok(places.every((place) => place > 0) && first.indexOf('id="heat"') > places[0]!);
  assert.match(first, /class="hi"><a .*?>R01<sup><span class="vh">detectability<\/span>3/);
  assert.match(first, /Late &lt;consent/);
  assert.match(first, /Not known:[^]*1 risk/);
  const suggested = first.slice(first.indexOf('id="suggested"'));
  assert.match(suggested, /R02 Guess[^]*Keep<[^]*Drop</);
  const told = first.replaceAll(/<span class="vh">[^<]*<\/span>/g, "").match(/Guess/g);
  assert.equal(told?.length, 1, "a suggestion stands in one place");
  const indicators = await html(at.owner, `${here}?view=indicators&kri=${at.kri.id}`);
  assert.match(indicators, /needs 10 queries, has 3/);
  assert.match(indicators, /35[^<]%, 7 of 20/);
  assert.match(indicators, /Critical:<\/b>[^]*32\.56[^<]%, 14 of 43/);
  assert.match(indicators, /critical in two periods running/);
  for (
    const [proof, said] of [
      [`qtl.${at.qtl.id}`, /id="proof"[^]*private\.qtl_standing/],
      [
        `point.${at.site.id}.${month(1)}`,
        new RegExp(
          `id="proof"[^]*100 × 7 ÷ 20 = 35[^]*Open queries[^<]*, 1 [^<]*<[^]*?Ada Rennick`,
        ),
      ],
      [`qtl.${at.qtl.id}`, /Last changed[^]*Queries of the study[^]*>Recompute</],
      [`kri.${at.kri.id}`, /Last changed[^]*>Recompute</],
      [`kri.${at.kri.id}`, /id="proof"[^]*private\.kri_points/],
    ] as const
  ) {
    assert.match(
      await html(at.owner, `${here}?view=indicators&kri=${at.kri.id}&proof=${proof}`),
      said,
    );
  }
  assert.match(
    await html(at.owner, `${here}?proof=risk.${at.risk.id}`),
    /4 × 5|likelihood 4 × impact 5/,
  );
  assert.match(await html(at.owner, `${here}?risk=${at.risk.id}`), /Nobody has reviewed it yet/);
  const deviations = await html(at.owner, `${here}?view=deviations`);
  assert.match(deviations, /012-0007[^]*|Overdue:/);
  assert.match(await html(at.owner, `${here}?view=deviations&state=resolved`), /No deviation fits/);
  assert.match(await html(at.owner, `${here}?view=actions`), /Open, overdue:/);
  assert.match(await html(at.owner, `${here}?view=factors`), /Consent first/);
  const action = await html(at.owner, `${here}/capas/${at.capa.id}`);
  assert.match(action, /why it came about: it cannot close before[^]*Consent late/);
  const empty = await study(at.owner);
  for (const view of views) await html(at.owner, `/projects/${empty.id}/quality${view}`);
});

Deno.test("a late finding is as urgent on quality as on the list of actions, which opens it", async () => {
  const at = await study();
  const late = (title: string, days: number, severity: string) =>
    add(at, "deviations", { title, foundOn: day(-60), dueOn: day(-days), severity });
  await late("One day", 1, "minor");
  await late("One critical", 1, "critical");
  await late("A month", 30, "major");
  await late("Over a month", 31, "minor");
  const { actions } = await json(call(at.owner, "GET", `${at.base}/actions`), 200);
  const found = actions as { title: string; severity: string; href: string }[];
  const wanted = {
    ...{ "One day": "at-risk", "One critical": "critical" },
    ...{ "A month": "at-risk", "Over a month": "critical" },
  };
  const here = await html(at.owner, `/projects/${at.id}/quality`);
  for (const [title, severity] of Object.entries(wanted)) {
    const action = found.find((one) => one.title.endsWith(`: ${title}`))!;
    assert.equal(action.severity, severity, title);
    const spoken = severity === "critical" ? "Critical" : "At risk";
    assert.match(here, new RegExp(`${spoken}:</span><a [^>]*>Resolve: ${title}<`), title);
    const opened = await html(at.owner, action.href);
    assert.match(opened, new RegExp(`id="deviation-t">${title}<`));
  }
  const gone = `/projects/${at.id}/quality?view=deviations&deviation=${risk7}`;
  assert.doesNotMatch(await html(at.owner, gone), /id="deviation-t"/, "of no row, no drawer");
});

Deno.test("forms: a review re-scores, a regulated edit asks why, what is wrong is said and kept", async () => {
  const at = await troubled();
  const here = `/projects/${at.id}/quality`;
  const send = async (path: string, form: Record<string, string>, status: number) => {
    const answer = await postForm(at.owner, here + path, form);
    const text = await answer.text();
    assert.equal(answer.status, status, text.slice(0, 4000));
    return text;
  };
  const get = async (path: string) =>
    (await json(call(at.owner, "GET", `${at.base}/${path}`), 200)).item;
  const risk = at.risk.id;
  assert.match(
    await html(at.owner, `${here}?risk=${risk}&do=review&row=${risk}`),
    /Review the risk/,
  );
  const review = { intent: "review", row: risk, version: "1", reviewedOn: day(-1) };
  const scores = { likelihood: "2", impact: "5", detectability: "3", reviewDueOn: day(90) };
  const again = await send(`?risk=${risk}`, { ...review, ...scores, note: "" }, 422);
  assert.match(again, /role="dialog"[^]*id="act-note-e"[^]*Must be given/);
  assert.match(again, /<option value="2" selected[^>]*>2 Unlikely/);
  await send(`?risk=${risk}`, { ...review, ...scores, note: "Kits changed" }, 303);
  const now = await get(`risks/${risk}`);
  assert.deepEqual([now.score, now.reviews, now.reviewDueOn], [10, 1, day(90)]);
  await send(`?risk=${risk}`, { ...review, ...scores, note: "Again" }, 412);
  await send("", { intent: "confirm-risk", row: at.guess.id, version: "1" }, 303);
  assert.equal((await get(`risks/${at.guess.id}`)).state, "open");
  const doubt = await add(at, "risks", { title: "Doubt", confirmation: "unconfirmed" });
  await send("", { intent: "drop-suggested", row: doubt.id, version: "2" }, 412);
  await send("", { intent: "drop-suggested", row: doubt.id, version: "1" }, 303);
  assert.equal((await call(at.owner, "GET", `${at.base}/risks/${doubt.id}`)).status, 404);
  await send("", { intent: "drop-suggested", row: at.guess.id, version: "2" }, 422);
  const drop = { intent: "drop-risk", row: at.guess.id, version: "2" };
  assert.match(
    await send("", { ...drop, reason: "" }, 422),
    /id="act-reason-e"[^]*without a reason/,
  );
  await send("", { ...drop, reason: "No risk here" }, 303);

  const resolve = { intent: "resolve", row: at.deviation.id, version: "1" };
  const bare = { ...resolve, resolvedOn: day(0), resolution: "Consent taken anew", reason: "" };
  assert.match(await send("?view=deviations", bare, 422), /id="act-reason-e"[^]*Say why/);
  await send("?view=deviations", { ...bare, reason: "As the site reported" }, 303);
  assert.equal((await get(`deviations/${at.deviation.id}`)).state, "resolved");
  const named = { intent: "deviation", title: "T", foundOn: day(-1), subjectCode: "Maria Schmidt" };
  const refused = await send("?view=deviations", { ...named, category: "other" }, 422);
  assert.match(refused, /value="Maria Schmidt"[^]*no name/);

  const capa = `/capas/${at.capa.id}`;
  const done = { intent: "done", version: "1", implementedOn: day(-1), reason: "Done" };
  await send(capa, { ...done, effectivenessCheck: "Ten charts", effectivenessDueOn: day(30) }, 303);
  assert.equal((await get(`capas/${at.capa.id}`)).state, "awaiting_check");
  const close = { intent: "close-capa", version: "2", closedOn: day(0), reason: "Done" };
  const refusedClosing = await send(capa, close, 422);
  assert.match(refusedClosing, /before the root cause is known/);
  assert.match(refusedClosing, /Still missing:[^]*href="\?do=edit-capa#act-rootCause"[^]*do=check/);
  assert.match(await html(at.owner, `${here}${capa}?do=edit-capa`), /id="act-rootCause"/);
  const opened = await html(at.owner, `${here}?view=actions&do=capa`);
  assert.match(opened, new RegExp(`name="openedOn"[^>]*value="${day(0)}"`), "today at first");
  const check = {
    intent: "check",
    version: "2",
    effectivenessCheckedOn: day(0),
    reason: "Checked",
  };
  await send(capa, { ...check, effective: "false" }, 303);
  assert.match(await html(at.owner, here), /Act anew: Retrain/);

  const indicator = { intent: "kri", title: "K", numerator: "n", denominator: "d", red: "5" };
  const rest = { source: "entered", period: "month", multiplier: "1000", direction: "high" };
  const wrong = { ...indicator, ...rest, amber: "10", minDenominator: "5" };
  assert.match(await send("?view=indicators", wrong, 422), /id="act-red-e"[^]*beyond at risk/);
  await send("?view=indicators", { ...wrong, amber: "1.5" }, 303);
  const limit = {
    intent: "qtl",
    title: "L",
    direction: "high",
    limitValue: "9",
    minDenominator: "1",
  };
  await send(`?view=indicators&kri=${at.kri.id}`, { ...limit, warningLimit: "" }, 303);
  await send("", { intent: "explode" }, 400);
});

Deno.test("the grid of values: only changed rows are saved; what cannot be is said at its row", async () => {
  const at = await troubled();
  const here = `/projects/${at.id}/quality?view=indicators&kri=${at.kri.id}`;
  const on = month(1);
  const grid = `${here}&enter=${on}`;
  const text = await html(at.owner, grid);
  const was = new RegExp(`name="was.${at.site.id}" value="([^"]*)"`).exec(text)![1]!
    .replaceAll("&quot;", '"');
  const send = async (form: Record<string, string>, status: number) => {
    const fields = Object.entries(form).map(([name, value]) => [`${name}.${at.site.id}`, value]);
    const body = { intent: "values", on, ...Object.fromEntries(fields) };
    const answer = await postForm(at.owner, grid, body);
    const said = await answer.text();
    assert.equal(answer.status, status, said.slice(0, 3000));
    return said;
  };
  const same = { was, numerator: "7", denominator: "20", note: "" };
  assert.match(
    await send({ ...same, numerator: "-7" }, 422),
    /Cannot count &quot;-7&quot;[^]*value="-7"/,
  );
  await send({ ...same, numerator: "8" }, 303);
  assert.match(await send({ ...same, numerator: "9" }, 409), /Somebody else changed this value/);
  const { items } = await json(
    call(at.owner, "GET", `${at.base}/kri-values?periodOn=${on}`),
    200,
  );
  assert.deepEqual(items.map((one: Json) => [one.numerator, one.version]), [[8, 2]]);
  const odd = await page(at.owner, `${here}&enter=${on.slice(0, 8)}15`);
  await odd.body?.cancel();
  assert.equal(odd.headers.get("location")?.includes(`enter=${on}`), true);
});

Deno.test("roles: a viewer sees no form and may send none", async () => {
  const at = await troubled();
  const viewer = await member(at, "viewer");
  const here = `/projects/${at.id}/quality`;
  for (
    const view of [
      ...views,
      `?risk=${at.risk.id}`,
      `?risk=${at.risk.id}&do=review&row=${at.risk.id}`,
    ]
  ) {
    const text = await html(viewer, here + view);
    assert.doesNotMatch(text, /role="dialog"|[?;]do=|method="post"[^>]*>\s*<input[^>]*name="row"/);
    assert.match(await html(at.owner, here + view), /[?;&]do=|Factor/);
  }
  const tries: [string, Record<string, string>][] = [
    ["", { intent: "risk", title: "T" }],
    ["", { intent: "confirm-risk", row: at.guess.id, version: "1" }],
    ["", { intent: "review", row: at.risk.id, reviewedOn: day(-1), note: "N" }],
    [`/capas/${at.capa.id}`, { intent: "done", implementedOn: day(-1), reason: "R" }],
  ];
  for (const [path, form] of tries) {
    const answer = await postForm(viewer, here + path, form);
    await answer.body?.cancel();
    assert.equal(answer.status, 403, form.intent);
  }
  const entered = await postForm(
    viewer,
    `${here}?view=indicators&kri=${at.kri.id}&enter=${month(1)}`,
    {
      ...{ intent: "values", on: month(1) },
      ...{ [`was.${at.site.id}`]: '[0,"","",""]', [`numerator.${at.site.id}`]: "1" },
    },
  );
  await entered.body?.cancel();
  assert.equal(entered.status, 403);
  assert.equal((await page(viewer, `${here}/capas/${crypto.randomUUID()}`)).status, 404);
});

Deno.test("an odd address shows the page all the same; what is restricted is not on it", async () => {
  const at = await troubled();
  const other = await troubled();
  const here = `/projects/${at.id}/quality`;
  const grid = `?view=indicators&kri=${at.kri.id}&enter=`;
  const odd = [
    ...["?view=nothing", "?risk=7", "?view=indicators&kri=x&enter=2026-01-01", "?proof=point.a.b"],
    ...[`?risk=${other.risk.id}`, `?view=indicators&kri=${other.kri.id}`, `?proof=risk.${risk7}`],
    ...["?view=deviations&from=999999&state='--&category=%25&site=x", "?view=deviations&q=%27%25_"],
    ...["?do=explode", "?do=edit-risk&row=x", `?do=edit-risk&row=${other.risk.id}`],
    ...["?view=indicators&do=__proto__", "?said=__proto__&saved=x"],
  ];
  for (const path of odd) {
    const text = await html(at.owner, here + path);
    assert.doesNotMatch(text, /role="dialog"|id="proof"|id="risk"/, path);
  }
  const far = await page(at.owner, `${here}${grid}2026-02-31`);
  await far.body?.cancel();
  assert.ok([200, 303].includes(far.status));
  const lost = await page(at.owner, `${here}/capas/${other.capa.id}`);
  await lost.body?.cancel();
  assert.equal(lost.status, 404);

  const cleared = await member(at, "manager", true);
  const secret = { title: "Secret arm", restricted: true };
  await add({ ...at, owner: cleared }, "risks", { ...secret, likelihood: 5, impact: 5 });
  await add({ ...at, owner: cleared }, "deviations", {
    ...secret,
    foundOn: day(-1),
    dueOn: day(-1),
  });
  for (const view of ["", "?view=deviations"]) {
    assert.doesNotMatch(await html(at.owner, here + view), /Secret arm/, view);
    assert.match(await html(cleared, here + view), /Secret arm/, view);
  }
});

Deno.test("a form keeps what is no longer offered", async () => {
  const at = await troubled();
  const done = { implementedOn: day(-3), effective: true, effectivenessCheckedOn: day(-2) };
  const closed = { ...done, rootCause: "New staff", closedOn: day(0) };
  await json(put(at, `capas/${at.capa.id}`, closed, "Done"), 200);
  const edit = `?view=deviations&do=edit-deviation&row=${at.deviation.id}`;
  const text = await html(at.owner, `/projects/${at.id}/quality${edit}`);
  assert.match(text, new RegExp(`value="${at.capa.id}" selected[^>]*>As it is now`));
});

const waitsOf = (response: Response) =>
  Number(/desc="(\d+) waits?"/.exec(response.headers.get("server-timing") ?? "")?.[1]);

Deno.test({
  name: "values of 1,148 sites: three waits at most, no page is endless",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    const at = await study();
    const org = at.owner.organization.id;
    const db = await database();
    await db.asSystem("set-up of the test", async (sql) => {
      await sql`insert into public.sites (org_id, project_id, facility, ordinal)
        select ${org}::uuid, ${at.id}::uuid, 'Hospital ' || n, n from generate_series(1, 1148) n`;
      await sql`insert into public.kris (org_id, project_id, title, numerator, denominator, amber, red)
        select ${org}::uuid, ${at.id}::uuid, 'K' || n, 'n', 'd', 10, 20 from generate_series(1, 2) n`;
      await sql`insert into public.kri_values (org_id, project_id, kri_id, site_id, period_on, numerator, denominator)
        select k.org_id, k.project_id, k.id, s.id, ${month(0)}::date - make_interval(months => m),
          (s.ordinal + m) % 7, 20
        from public.kris k, public.sites s, generate_series(1, 3) m
        where k.project_id = ${at.id}::uuid and s.project_id = ${at.id}::uuid`;
    });
    const { items } = await json(call(at.owner, "GET", `${at.base}/kris`), 200);
    const open = `?view=indicators&kri=${items[0].id}`;
    const all = [
      ...views,
      open,
      `${open}&from=1125`,
      `${open}&enter=${month(1)}`,
      `${open}&do=kri`,
    ];
    for (const view of all) {
      const response = await page(at.owner, `/projects/${at.id}/quality${view}`);
      const text = await response.text();
      assert.equal(response.status, 200, view);
      assert.ok(waitsOf(response) <= 3, `${view}: ${waitsOf(response)} waits`);
      const script = await scriptBytes(text, (asset) => request(asset));
      assert.ok(script <= 15 * 1024, `${view}: ${script} bytes of script`);
      assert.ok(text.length < 150_000, `${view}: ${text.length} characters`);
    }
  },
});
