import assert from "node:assert/strict";
import type { Claims } from "@/lib/db/mod.ts";
import { Problem } from "@/lib/http/problem.ts";
import { addMember, onBoth, type Person, refusal, type World } from "@/tests/people.ts";
import { begin } from "@/tests/trail.ts";
import { Hub } from "./hub.ts";
import type { Limits } from "./model.ts";
import { Client } from "./testing.ts";

/** Fast enough for tests; the embedded one has no wake-ups here, so it asks. */
const quick = { beatMs: 200, pollMs: 60, tickMs: 20 };

/** A hub for the length of a test. */
async function withHub(
  { db }: World,
  work: (hub: Hub) => Promise<void>,
  limits: Partial<Limits> = {},
) {
  const hub = new Hub(db, { ...quick, ...limits });
  try {
    await work(hub);
  } finally {
    await hub.stop();
  }
}

const open = async (hub: Hub, claims: Claims, projectId: string, after: number | null = null) =>
  new Client((await hub.open({ claims, projectId, after, unnamed: false })).body);

function rename(world: World, person: Person, project: string, name: string) {
  return world.db.asUser(
    person.claims,
    (sql) => sql`update public.projects set name = ${name} where id = ${project}`,
  );
}

const addSite = (world: World, who: Person, at: { org: string; project: string }, secret = false) =>
  world.db.asUser(who.claims, (sql) =>
    sql`
    insert into public.sites (org_id, project_id, facility, restricted)
    values (${at.org}, ${at.project}, 'F', ${secret})`);

/** The numbers of the project's entries that the person sees, after one. */
async function trail(world: World, { claims }: Person, project: string, after = 0) {
  const rows = await world.db.asUser(claims, (sql) =>
    sql<{ seq: number }[]>`
    select seq from public.activity
    where project_id = ${project} and seq > ${after} and action <> 'read' order by seq`);
  return rows.map(({ seq }) => seq);
}

/** How often somebody is on record for having looked at restricted rows of the project. */
async function readings({ db }: World, project: string) {
  const [row] = await db.asSystem("test", (sql) =>
    sql<{ count: number }[]>`
    select count(*) from public.activity where project_id = ${project} and action = 'read'`);
  return row!.count;
}

/** Another person in the project, in a role of it. */
async function join(
  world: World,
  owner: Person,
  at: { org: string; project: string },
  role: string,
) {
  const person = await world.signUp("Grace Holm");
  await addMember(world.db, at.org, person);
  await world.db.asUser(owner.claims, async (sql) => {
    await sql`insert into public.project_members (org_id, project_id, user_id, role)
      values (${at.org}, ${at.project}, ${person.id}, ${role})`;
  }, { reason: "set-up of the test" });
  return person;
}

onBoth("a stream starts with the present and tells changes as they come", async (world) => {
  const { person, org, project } = await begin(world);
  await withHub(world, async (hub) => {
    const client = await open(hub, person.claims, project);
    await rename(world, person, project, "New name");
    await addSite(world, person, { org, project });
    await client.until(({ changes }) => changes.length === 2);
    const [first, second] = client.changes;
    assert.equal(first!.event, "project.update");
    assert.equal(second!.event, "site.insert");
    assert.deepEqual(first!.data.actor, { id: person.id, name: "Ada Rennick" });
    assert.equal(first!.data.id, project);
    assert.deepEqual(Object.keys(first!.data).sort(), ["actor", "at", "entity", "id"]);
    assert.deepEqual(client.ids, (await trail(world, person, project)).slice(-2));
    await client.until(({ received }) => received.some(({ event }) => event === "presence"));
    await client.leave();
    assert.equal(hub.size, 0);
  });
});

onBoth("resume loses and repeats nothing under concurrent writers", async (world) => {
  const { person, org, project } = await begin(world);
  const colleague = await join(world, person, { org, project }, "manager");
  await withHub(world, async (hub) => {
    const start = (await trail(world, person, project)).at(-1)!;
    const seen: (number | null)[] = [];
    let writing = true;
    const writers = [person, colleague, person].map(async (who) => {
      for (let i = 0; i < 15; i++) await addSite(world, who, { org, project });
    });
    const done = Promise.all(writers).then(() => writing = false);
    let after = start;
    while (writing) {
      const client = await open(hub, colleague.claims, project, after);
      await client.until(({ changes }) => changes.length > 0 || !writing);
      await client.leave();
      seen.push(...client.ids);
      after = client.lastId!;
    }
    await done;
    const wanted = await trail(world, colleague, project, start);
    const last = await open(hub, colleague.claims, project, after);
    await last.until(() => seen.length + last.ids.length >= wanted.length);
    assert.deepEqual([...seen, ...last.ids], wanted);
    assert.equal(wanted.length, 45);
    await last.leave();
  });
});

onBoth("a replay in small batches joins the live stream seamlessly", async (world) => {
  const { person, org, project } = await begin(world);
  for (let i = 0; i < 12; i++) await addSite(world, person, { org, project });
  await withHub(world, async (hub) => {
    const all = await trail(world, person, project);
    const live = await open(hub, person.claims, project);
    const replay = await open(hub, person.claims, project, 0);
    await addSite(world, person, { org, project });
    const wanted = await trail(world, person, project);
    await replay.until(({ ids }) => ids.length >= wanted.length);
    await live.until(({ ids }) => ids.length >= 1);
    assert.deepEqual(replay.ids, wanted);
    assert.deepEqual(live.ids, wanted.slice(all.length));
  }, { batch: 3, bufferBytes: 400 });
});

onBoth(
  "who missed too much, or knows an id that never was, is told to load anew",
  async (world) => {
    const { person, org, project } = await begin(world);
    for (let i = 0; i < 6; i++) await addSite(world, person, { org, project });
    await withHub(world, async (hub) => {
      for (const [after, reason] of [[0, "too_old"], [1_000_000, "unknown"]] as const) {
        const present = (await trail(world, person, project)).at(-1)!;
        const client = await open(hub, person.claims, project, after);
        await client.until(({ received }) => received.length > 0);
        assert.deepEqual(client.received[0], { id: present, event: "reset", data: { reason } });
        await addSite(world, person, { org, project });
        await client.until(({ changes }) => changes.length === 1, "what came after");
        await client.leave();
      }
    }, { replay: 5 });
  },
);

onBoth(
  "another tenant gets 404 and no presence; a role without the trail gets 403",
  async (world) => {
    const { person, org, project } = await begin(world);
    const stranger = await begin(world);
    const site = await join(world, person, { org, project }, "site");
    await withHub(world, async (hub) => {
      assert.equal(await refusal(open(hub, stranger.person.claims, project)), "PT404");
      assert.equal(await refusal(open(hub, stranger.person.claims, crypto.randomUUID())), "PT404");
      assert.equal(await refusal(open(hub, site.claims, project)), "PT403");
      assert.equal(hub.size, 0, "refused ones take no seat");
      const ours = await open(hub, person.claims, project);
      const theirs = await open(hub, stranger.person.claims, stranger.project);
      await addSite(world, stranger.person, stranger);
      await theirs.until(({ changes }) => changes.length === 1);
      await theirs.until(({ received }) => received.some(({ event }) => event === "presence"));
      await ours.until(({ received }) => received.some(({ event }) => event === "presence"));
      assert.equal(ours.changes.length, 0);
      const [who] = ours.received.filter(({ event }) => event === "presence");
      assert.deepEqual(who!.data, { count: 1, people: [{ id: person.id, name: "Ada Rennick" }] });
    });
  },
);

onBoth("restricted entries come to the cleared alone", async (world) => {
  const { person, org, project } = await begin(world);
  const uncleared = await join(world, person, { org, project }, "manager");
  await withHub(world, async (hub) => {
    const cleared = await open(hub, person.claims, project);
    const other = await open(hub, uncleared.claims, project);
    await addSite(world, person, { org, project }, true);
    await addSite(world, person, { org, project });
    await cleared.until(({ changes }) => changes.length === 2);
    assert.equal(await readings(world, project), 0, "an event is no look at the row");
    const before = await trail(world, person, project); // itself a reading of theirs
    await cleared.until(({ changes }) => changes.length === 2);
    await other.until(({ changes }) => changes.length === 1);
    assert.deepEqual(cleared.ids, before.slice(-2));
    assert.deepEqual(other.ids, before.slice(-1));
    const replay = await open(hub, uncleared.claims, project, before.at(-3)!);
    await replay.until(({ changes }) => changes.length === 1);
    assert.deepEqual(replay.ids, before.slice(-1));
  });
});

onBoth("the end of the session ends its streams and no others", async (world) => {
  const { person, org, project } = await begin(world);
  const colleague = await join(world, person, { org, project }, "manager");
  await withHub(world, async (hub) => {
    const mine = await open(hub, person.claims, project);
    const theirs = await open(hub, colleague.claims, project);
    await world.db.asAuth((sql) =>
      sql`delete from auth.sessions where id = ${person.claims.session_id}`
    );
    assert.equal(await mine.ended(), "session");
    assert.deepEqual(mine.changes, [], "nothing was told after the end");
    await addSite(world, colleague, { org, project });
    await theirs.until(({ changes }) => changes.length === 1);
    assert.equal(mine.changes.length, 0);
    assert.equal(await refusal(open(hub, person.claims, project)), "PT401");
    assert.equal(hub.size, 1);
  });
});

onBoth("a stream lives as long as its token", async (world) => {
  const { person, project } = await begin(world);
  await withHub(world, async (hub) => {
    const short = { ...person.claims, exp: Date.now() / 1000 + 0.3 };
    const client = await open(hub, short, project);
    const other = await open(hub, person.claims, project);
    assert.equal(await client.ended(), "expired");
    assert.equal(other.closed, false);
  });
});

onBoth("the end of a membership, or of the project, ends the streams", async (world) => {
  const { person, org, project } = await begin(world);
  const colleague = await join(world, person, { org, project }, "viewer");
  const demoted = await join(world, person, { org, project }, "viewer");
  const gone = await join(world, person, { org, project }, "viewer");
  const remove = (statement: string, id: string) =>
    world.db.asUser(person.claims, (sql) => sql.unsafe(statement, [id]), { reason: "left" });
  await withHub(world, async (hub) => {
    const [mine, one, two, three] = await Promise.all(
      [person, colleague, demoted, gone].map(({ claims }) => open(hub, claims, project)),
    );
    await remove("delete from public.project_members where user_id = $1", colleague.id);
    assert.equal(await one!.ended(), "access");
    await remove("update public.project_members set role = 'site' where user_id = $1", demoted.id);
    assert.equal(await two!.ended(), "access");
    await remove("delete from public.org_members where user_id = $1", gone.id);
    assert.equal(await three!.ended(), "access");
    for (const client of [one, two, three]) {
      assert.ok(
        client!.changes.every(({ event }) =>
          event === "project_member.delete" || event === "project_member.update"
        ),
      );
    }
    assert.equal(mine!.closed, false);
    await remove("delete from public.projects where id = $1", project);
    assert.equal(await mine!.ended(), "access");
    assert.equal(hub.size, 0);
  });
});

onBoth("a client that does not read is bounded, told to load anew, and cut off", async (world) => {
  const { person, org, project } = await begin(world);
  let clock = Date.now();
  const hub = new Hub(world.db, quick, () => clock);
  const options = { claims: person.claims, projectId: project, after: null, unnamed: false };
  const later = async (ms: number, done: () => boolean) => {
    clock += ms;
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  try {
    const slow = await hub.open(options);
    const deaf = await hub.open(options);
    for (let i = 0; i < 5; i++) await addSite(world, person, { org, project });
    assert.equal(slow.ended, false);
    await later(30_000, () => slow.ended && deaf.ended);
    // What it had not read is gone; the farewell is all that is kept for it.
    const reader = slow.body.getReader();
    const { value } = await reader.read();
    assert.match(new TextDecoder().decode(value), /^event: reset\ndata: \{"reason":"slow"\}\n\n$/);
    assert.equal((await reader.read()).done, true);
    assert.equal(hub.size, 1, "who does not even read the farewell keeps the seat");
    await later(10_000, () => hub.size === 0);
    await assert.rejects(deaf.body.getReader().read(), /does not read/);
  } finally {
    await hub.stop();
  }
});

onBoth("what waits for a slow client is bounded, and nothing of it is lost", async (world) => {
  const { person, org, project } = await begin(world);
  await withHub(world, async (hub) => {
    const stream = await hub.open({
      ...{ claims: person.claims, projectId: project, after: null, unnamed: false },
    });
    const other = await open(hub, person.claims, project);
    const start = stream.cursor;
    for (let i = 0; i < 10; i++) await addSite(world, person, { org, project });
    await other.until(({ changes }) => changes.length === 10);
    assert.ok(stream.cursor - start <= 3, "it is behind: no more is read for it");
    const client = new Client(stream.body);
    await client.until(({ changes }) => changes.length === 10);
    assert.deepEqual(client.ids, other.ids);
  }, { batch: 3 });
});

onBoth("one person may have so many streams, and a process", async (world) => {
  const { person, org, project } = await begin(world);
  const colleague = await join(world, person, { org, project }, "viewer");
  const third = await join(world, person, { org, project }, "viewer");
  const statusOf = async (opening: Promise<Client>) => {
    const error = await opening.then(() => null, (error) => error);
    return error instanceof Problem ? [error.status, error.headers["retry-after"]] : error;
  };
  await withHub(world, async (hub) => {
    const two = await Promise.all([1, 2].map(() => open(hub, person.claims, project)));
    assert.deepEqual(await statusOf(open(hub, person.claims, project)), [429, "30"]);
    await open(hub, colleague.claims, project);
    assert.deepEqual(await statusOf(open(hub, third.claims, project)), [503, "30"]);
    await two[0]!.leave();
    await open(hub, third.claims, project);
  }, { perUser: 2, perProcess: 3 });
});

onBoth("stop ends every stream at once and takes no more", async (world) => {
  const { person, project } = await begin(world);
  await withHub(world, async (hub) => {
    const client = await open(hub, person.claims, project);
    const unread = await hub.open({
      ...{ claims: person.claims, projectId: project, after: null, unnamed: false },
    });
    await client.until(({ received }) => received.length > 0);
    const stopping = hub.stop();
    assert.equal(await client.ended(), "shutdown");
    await stopping;
    assert.equal(hub.size, 0);
    await assert.rejects(unread.body.getReader().read());
    await assert.rejects(open(hub, person.claims, project), /about to stop/);
  });
});
