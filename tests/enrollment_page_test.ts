// The page of enrollment and its entry grid, as a browser without a script uses them.
import assert from "node:assert/strict";
import { json, study, test } from "./enrollment_steps.ts";
import { page, type Person, request } from "./harness.ts";
import { scriptBytes } from "./weight.ts";

function post(person: Person, path: string, fields: Record<string, string>) {
  return request(path, {
    method: "POST",
    headers: {
      cookie: person.cookie,
      "content-type": "application/x-www-form-urlencoded",
      "sec-fetch-site": "same-origin",
    },
    body: new URLSearchParams(fields),
  });
}

const decoded = (html: string) =>
  html.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");

/** The hidden fields of the grid, by name. */
function held(html: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, value] of html.matchAll(/name="(was\.[^"]+|on)" value="([^"]*)"/g)) {
    found[name!] = decoded(value!);
  }
  return found;
}

test("the grid saves changed rows only, keeps what was typed when refused, and shows a conflict", async () => {
  const place = await study(3);
  const { person, path, sites } = place;
  const [a, b, c] = sites as [string, string, string];
  const at = `${place.page}?enter=2026-03-01`;
  const open = async () => held(await (await page(person, at)).text());
  const begun = await open();
  assert.equal(Object.keys(begun).length, 4);

  const refused = await post(person, `${at}&from=0`, {
    ...begun,
    [`screened.${a}`]: "10",
    [`enrolled.${a}`]: "11",
    [`enrolled.${b}`]: "-2",
    [`enrolled.${c}`]: "<b>",
  });
  const text = await refused.text();
  assert.equal(refused.status, 422);
  assert.ok(text.includes("must not be negative") && text.includes('value="11"'), "typed stays");
  assert.ok(text.includes("&lt;b>") || text.includes("&lt;b&gt;"));
  assert.equal(text.includes('<b>"'), false);
  assert.deepEqual((await json(person, "GET", path)).body.items, []);

  const logical = await post(person, at, {
    ...begun,
    [`screened.${a}`]: "10",
    [`enrolled.${a}`]: "11",
  });
  assert.equal(logical.status, 422);
  assert.ok((await logical.text()).includes("Cannot have 11 enrolled: only 10 screened"));

  const saved = await post(person, at, {
    ...begun,
    [`screened.${a}`]: "1 200",
    [`screenFailed.${a}`]: "8",
    [`failureReasons.${a}`]: "ECOG over 1: 5; washout: 2",
    [`enrolled.${a}`]: "11",
  });
  assert.equal(saved.status, 303, await saved.clone().text());
  assert.ok(saved.headers.get("location")!.endsWith("saved=1"));
  const { items } = (await json(person, "GET", path)).body;
  assert.equal(items.length, 1, "the rows left empty were not made");
  assert.deepEqual([items[0].screened, items[0].failureReasons], [1200, {
    "ECOG over 1": 5,
    washout: 2,
  }]);

  const mine = await open();
  const one = `${path}/${items[0].id}`;
  await json(person, "PUT", one, { enrolled: 12 }, { "if-match": '"1"' });
  const row = {
    [`screened.${a}`]: "1200",
    [`screenFailed.${a}`]: "8",
    [`enrolled.${a}`]: "13",
    [`failureReasons.${a}`]: "ECOG over 1: 5; washout: 2",
  };
  const conflict = await post(person, at, { ...mine, ...row });
  const shown = await conflict.text();
  assert.equal(conflict.status, 409);
  assert.ok(shown.includes("theirs: 12") && shown.includes('value="13"'), "both are shown");
  const insist = await post(person, at, { ...held(shown), ...row });
  assert.equal(insist.status, 303);
  assert.equal((await json(person, "GET", one)).body.item.enrolled, 13);

  const emptied = await post(person, at, await open());
  assert.equal(emptied.status, 303, "emptied rows are taken back");
  assert.deepEqual((await json(person, "GET", path)).body.items, []);
  const foreign = await study(1);
  const strange = await post(person, at, {
    on: "2026-03-01",
    [`was.${foreign.sites[0]}`]: JSON.stringify([0, "", "", "", "", "", "", ""]),
    [`enrolled.${foreign.sites[0]}`]: "3",
  });
  assert.equal(strange.status, 422);
  assert.equal((await post(person, at, { on: "yesterday" })).status, 400);
});

test("the page shows the funnel, the burn-up and its gaps, proofs and empty states, in three waits", async () => {
  const place = await study(3);
  const { person, path, sites } = place;
  const empty = await (await page(person, place.page)).text();
  assert.ok(empty.includes("Nobody has been counted"));
  const rows = sites.flatMap((siteId, i) =>
    [1, 2, 3].map((month) => ({
      siteId,
      asOf: `2026-0${month}-0${i + 1}`,
      ...{ prescreened: 20 * month, screened: 10 * month, screenFailed: 3 * month },
      ...{
        enrolled: 5 * month,
        withdrawn: month === 3 ? 2 : 0,
        failureReasons: { washout: month },
      },
    }))
  );
  assert.equal((await json(person, "POST", `${path}/bulk`, { rows })).status, 200);
  const response = await page(person, place.page);
  const html = await response.text();
  assert.ok(Number(/desc="(\d+) waits?"/.exec(response.headers.get("server-timing")!)?.[1]) <= 3);
  assert.ok(html.includes("27 failed: washout in 9, no reason given in 18."), "reasons in words");
  assert.ok(html.includes("45 enrolled on 3 Mar 2026"), "the chart in words");
  assert.ok(html.includes("Not known:") && html.includes("when the first participant is in"));
  assert.ok(html.includes("2 : 1"), "screened to enrolled");
  assert.equal(/ style=/.test(html), false);
  assert.ok(await scriptBytes(html, (asset) => request(asset)) <= 15 * 1024);
  for (
    const proof of [
      "enrolled",
      "retention",
      "enrollment",
      "counted",
      "planned",
      `site/${sites[0]}`,
      "country/Denmark",
    ]
  ) {
    const opened = await (await page(person, `${place.page}?proof=${proof}`)).text();
    assert.ok(opened.includes('id="proof"'), proof);
  }
  const none = await (await page(person, `${place.page}?proof=__proto__`)).text();
  assert.equal(none.includes('id="proof"'), false);
  const site = await (await page(person, `${place.page}?site=${sites[0]}`)).text();
  assert.ok(
    site.includes("Snapshots") && site.includes("Ada Rennick"),
    "rows with who changed them",
  );
  const country = await (await page(person, `${place.page}?country=Portugal`)).text();
  assert.ok(country.includes("15 enrolled on 2 Mar 2026"));
  const countries = await (await page(person, `${place.page}?by=country&sort=-screened`)).text();
  assert.ok(countries.includes('aria-sort="descending"'));
  assert.equal((await page(person, `${place.page}?site=x`)).status, 404);
  assert.equal((await page(person, `${place.page}?site=${crypto.randomUUID()}`)).status, 404);
  const odd = await page(person, `${place.page}?sort=%00&from=-1&by=x&country=%27`);
  assert.ok(odd.status < 500, String(odd.status));
});
