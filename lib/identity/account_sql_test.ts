// What the database itself holds of accounts, against raw SQL and on both engines.
import assert from "node:assert/strict";
import { parseConfig } from "@/lib/config/mod.ts";
import type { Claims } from "@/lib/db/mod.ts";
import { adminOf } from "@/lib/db/testing.ts";
import { Problem } from "@/lib/http/problem.ts";
import { addMember, onBoth, onServer, type Person, refusal, type World } from "@/tests/people.ts";
import { countBadLink, takeCode, takeLink } from "./limits.ts";

type Facts = { sessions: { id: string }[]; codesLeft: number; lastOwnerOf: string[] };

const leave = (world: World, person: Person) =>
  world.db.asUser(person.claims, (sql) => sql`select private.leave_organizations()`);

async function members(world: World, org: string): Promise<string[]> {
  const rows = await world.db.asSystem(
    "test",
    (sql) =>
      sql<{ user_id: string }[]>`select user_id from public.org_members where org_id = ${org}`,
  );
  return rows.map((row) => row.user_id);
}

async function team(world: World) {
  const [ada, maud, tom] = [
    await world.signUp("Ada"),
    await world.signUp("Maud"),
    await world.signUp("Tom"),
  ];
  const org = await world.organization(ada);
  await addMember(world.db, org, tom, "member");
  return { ada, maud, tom, org };
}

onBoth("the last owner of an organisation with others in it cannot leave", async (world) => {
  const { ada, maud, tom, org } = await team(world);
  assert.equal(await refusal(leave(world, ada)), "PT409");
  assert.ok((await members(world, org)).includes(ada.id));
  await addMember(world.db, org, maud, "owner");
  await leave(world, ada);
  assert.deepEqual((await members(world, org)).sort(), [maud.id, tom.id].sort());
  const [entry] = await world.db.asUser(
    maud.claims,
    (sql) =>
      sql<{ actor_name: string; reason: string }[]>`
      select actor_name, reason from public.activity
      where org_id = ${org} and entity = 'profiles' and action = 'account_deleted'`,
  );
  assert.deepEqual({ ...entry }, { actor_name: "Ada", reason: "Account deleted" });
});

onServer("of two owners who go at once, one stays", async (world) => {
  const { ada, maud, org } = await team(world);
  await addMember(world.db, org, maud, "owner");
  const outcomes = await Promise.all([ada, maud].map((person) => refusal(leave(world, person))));
  assert.deepEqual(outcomes.map(String).sort(), ["PT409", "null"]);
  const left = await members(world, org);
  assert.equal(left.length, 2);
});

onBoth("an account that goes leaves its name in the trail, not its address", async (world) => {
  const { ada, tom, org } = await team(world);
  const remove = (person: Person) =>
    world.db.asAuth((sql) => sql`delete from auth.users where id = ${person.id}`);
  assert.equal(await refusal(remove(ada)), "PT409", "with others in it the organisation keeps her");
  await world.db.asUser(
    ada.claims,
    (sql) => sql`delete from public.org_members where org_id = ${org} and user_id = ${tom.id}`,
    {
      reason: "left",
    },
  );
  const alone = (person: Person) =>
    world.db.asUser(
      person.claims,
      (sql) => sql`delete from public.org_members where org_id = ${org} and user_id = ${person.id}`,
      {
        reason: "wish",
      },
    );
  assert.equal(
    await refusal(alone(ada)),
    "PT409",
    "who has an account does not leave it ownerless",
  );
  await leave(world, ada);
  await remove(ada);
  assert.deepEqual(await members(world, org), []);
  const admin = adminOf(world.url);
  const [profile] = await admin`select name, email from public.profiles where id = ${ada.id}`;
  const [trail] = await admin`
    select count(*)::int as entries from public.activity where org_id = ${org} and actor_name = 'Ada'`;
  await admin.end();
  assert.deepEqual({ ...profile }, { name: "Ada", email: null });
  assert.ok(trail!.entries > 0);
  assert.equal(await refusal(leave(world, ada)), "PT401");
});

onBoth("a session on the deny list is refused, and nobody puts others there", async (world) => {
  const [ada, eve] = [await world.signUp("Ada"), await world.signUp("Eve")];
  const facts = (person: Person) =>
    world.db.asUser(person.claims, async (sql) => {
      const [row] = await sql<{ facts: Facts }[]>`select private.my_account() as facts`;
      return row!.facts;
    });
  const { sessions: [mine] } = await facts(ada);
  const end = (person: Person) =>
    world.db.asUser(person.claims, (sql) => sql`select private.end_session(${mine!.id}, 'x')`);
  assert.equal(await refusal(end(eve)), "PT404");
  assert.equal((await facts(ada)).sessions.length, 1);
  const admin = adminOf(world.url);
  await admin`insert into private.ended_sessions values (${mine!.id}, ${ada.id})`;
  await admin.end();
  assert.equal(await refusal(facts(ada)), "PT401", "although Auth still has it");
  assert.equal((await facts(eve)).sessions.length, 1);
});

onBoth("ended sessions are forgotten once Auth has forgotten them", async (world) => {
  const ada = await world.signUp("Ada");
  const admin = adminOf(world.url);
  await admin`insert into private.ended_sessions select gen_random_uuid(), ${ada.id} from generate_series(1, 3)`;
  const session = ada.claims.session_id;
  await world.db.asUser(ada.claims, (sql) => sql`select private.end_session(${session}, 'x')`);
  const left = await admin`select session_id from private.ended_sessions where user_id = ${ada.id}`;
  await admin.end();
  assert.deepEqual(left.map((row) => row.session_id), [session]);
});

const hashes = (letter: string) => Array.from({ length: 10 }, (_, i) => letter.repeat(63) + i);

/** Enrols a second factor, past Auth, and says whether the person's session has shown it. */
async function enrolled(world: World, person: Person, aal: "aal1" | "aal2") {
  const admin = adminOf(world.url);
  await admin`insert into auth.mfa_factors
    (id, user_id, factor_type, status, created_at, updated_at, secret)
    values (gen_random_uuid(), ${person.id}, 'totp', 'verified', now(), now(), 'S')`;
  await admin`update auth.sessions set aal = ${aal} where id = ${person.claims.session_id}`;
  await admin.end();
}

const lifted = (person: Person): Claims => ({ ...person.claims, aal: "aal2" });

onBoth("recovery codes need the second factor and are kept as hashes", async (world) => {
  const ada = await world.signUp("Ada");
  const renew = (claims: Claims, list = hashes("a")) =>
    world.db.asUser(claims, (sql) => sql`select private.renew_recovery_codes(${list}::text[])`);
  assert.equal(await refusal(renew(lifted(ada))), "PT403", "no factor is enrolled");
  await enrolled(world, ada, "aal2");
  assert.equal(await refusal(renew(ada.claims)), "PT403", "a token from before");
  assert.equal(await refusal(renew(lifted(ada), hashes("a").slice(1))), "PT422");
  assert.equal(await refusal(renew(lifted(ada), Array(10).fill("k7tq-2mzd-9wfh"))), "23514");
  assert.equal(await refusal(renew(lifted(ada))), null);
});

onBoth("a recovery code is claimed by one at a time, and all end with it", async (world) => {
  const [ada, eve] = [await world.signUp("Ada"), await world.signUp("Eve")];
  await enrolled(world, ada, "aal2");
  await world.db.asUser(
    lifted(ada),
    (sql) => sql`select private.renew_recovery_codes(${hashes("b")}::text[])`,
  );
  const claim = async (person: Person, hash: string) => {
    const [row] = await world.db.asSystem("test", (sql) =>
      sql<{ mine: boolean }[]>`
        select private.claim_recovery_code(${person.id}::uuid, ${hash}) as mine`);
    return row!.mine;
  };
  const [first, second] = [hashes("b")[0]!, hashes("b")[1]!];
  const spend = (person: Person, hash: string) =>
    world.db.asUser(person.claims, (sql) => sql`select private.spend_recovery_code(${hash})`);
  assert.equal(await claim(eve, first), false, "somebody else's");
  assert.equal(await refusal(spend(ada, first)), "PT404", "not claimed");
  const claims = await Promise.all([claim(ada, first), claim(ada, first)]);
  assert.deepEqual(claims.sort(), [false, true]);
  await spend(ada, first);
  assert.equal(await claim(ada, second), false, "none is left");
  assert.equal(await refusal(spend(ada, first)), "PT404");
  const own = world.db.asUser(
    eve.claims,
    (sql) => sql`select private.claim_recovery_code(${eve.id}::uuid, ${second})`,
  );
  assert.equal(await refusal(own), "42501", "people do not guess here");
});

onBoth("a session without the second factor does nothing once there is one", async (world) => {
  const ada = await world.signUp("Ada");
  const read = (claims: Claims) => world.db.asUser(claims, (sql) => sql`select 1`);
  assert.equal(await refusal(read(ada.claims)), null);
  await enrolled(world, ada, "aal1");
  assert.equal(await refusal(read(ada.claims)), "PT403");
  assert.equal(await refusal(read(lifted(ada))), "PT403", "whatever its claims say");
  const admin = adminOf(world.url);
  await admin`update auth.sessions set aal = 'aal2' where id = ${ada.claims.session_id}`;
  await admin.end();
  assert.equal(await refusal(read(lifted(ada))), null);
});

onBoth("nobody writes down a second factor that is not there", async (world) => {
  const ada = await world.signUp("Ada");
  const note = (what: string) =>
    world.db.asUser(ada.claims, (sql) => sql`select private.note_account(${what})`);
  assert.equal(await refusal(note("second_factor_on")), "PT422");
  assert.equal(await refusal(note("account_deleted")), "PT422");
  assert.equal(await refusal(note("password_changed")), null);
  const direct = world.db.asUser(
    ada.claims,
    (sql) =>
      sql`insert into private.account_events (user_id, what) values (${ada.id}, 'account_deleted')`,
  );
  assert.equal(await refusal(direct), "42501");
});

onBoth("a token from before the second factor does not do for leaving", async (world) => {
  const ada = await world.signUp("Ada");
  await world.organization(ada);
  await enrolled(world, ada, "aal2");
  assert.equal(await refusal(leave(world, ada)), "PT403");
  assert.equal(await refusal(leave(world, { ...ada, claims: lifted(ada) })), null);
});

const limited = async (work: Promise<unknown>) => {
  try {
    await work;
    return false;
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 429) throw error;
    return true;
  }
};

onServer(
  "links that were not right count for everybody together, codes for one account",
  async ({ db }) => {
    const config = parseConfig({});
    const anywhere = () => `198.51.100.${crypto.randomUUID()}`;
    for (let i = 0; i < 60; i++) {
      if (i % 20 === 0) assert.equal(await limited(takeLink(db, config, anywhere())), false);
      await countBadLink(db);
    }
    assert.equal(await limited(takeLink(db, config, anywhere())), true, "wherever they come from");
    const tries = [];
    for (let i = 0; i < 11; i++) tries.push(await limited(takeCode(db, config, "ada")));
    assert.deepEqual(tries, [...Array(10).fill(false), true]);
    assert.equal(await limited(takeCode(db, config, "maud")), false);
  },
);

onServer("one caller uses no more links a minute than sign-ins", async ({ db }) => {
  const config = parseConfig({ LIMIT_SIGN_IN_PER_ADDRESS: "3" });
  const tries = [];
  for (let i = 0; i < 4; i++) tries.push(await limited(takeLink(db, config, "198.51.100.9")));
  assert.deepEqual(tries, [false, false, false, true]);
});
