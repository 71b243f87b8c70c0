// The page of proposals as its readers get it: an agent's card leads its asker back to the chat and
// nobody else; what dates move is reckoned on one reading of the plan.
import assert from "node:assert/strict";
import { whole, withLoop } from "@/lib/chat/loop_testing.ts";
import { insertRows } from "@/lib/rows/service.ts";
import { onEmbedded } from "@/tests/people.ts";
import { MOST_TRIED } from "./page_model.ts";
import { readInboxPage } from "./pages.ts";
import { propose, readProposal } from "./service.ts";
import { SPEC_OF } from "./targets.ts";
import { soon, stage, value } from "./testing.ts";

const open = { view: "open" as const, kind: null, only: null, edit: null };

onEmbedded("an agent's proposal leads back to the chat of its asker alone", async (world) => {
  await withLoop(world, async ({ ask, script, ctx, project, member }) => {
    const args = {
      ...{ title: "Ask Lyon", rationale: "No letter", evidence: [] },
      changes: [{ op: "insert", after: { title: "Ask Lyon" } }],
    };
    script({ calls: [{ name: "propose_task", args }] }, { text: "Proposed." });
    const { proposals: [id], chatId } = whole(await ask("Please add it"));
    const { listed, chats } = value(await readInboxPage(ctx, project, open));
    assert.deepEqual(listed.map(({ proposal }) => [proposal.id, proposal.origin]), [[id, "agent"]]);
    assert.deepEqual(chats, { [id!]: chatId });
    const other = await member("manager");
    const seen = value(await readInboxPage(other.ctx, project, { ...open, only: id! }));
    assert.deepEqual([seen.listed.length, seen.chats], [1, {}]);
    assert.equal(value(await readProposal(other.ctx, project, id!)).proposedBy, "Ada Rennick");
  });
});

onEmbedded("what dates move is reckoned for a page's cards on one reading", async (world) => {
  const at = await stage(world);
  const { ctx, project, ids } = at;
  const end = await world.db.asUser(at.person.claims, async (sql) => {
    const body = { title: "Lock", key: "lock", plannedOn: soon(40), state: "confirmed" };
    const [lock] = await insertRows(sql, SPEC_OF.milestone, project, [body]);
    await sql`insert into public.dependencies (org_id, project_id, from_milestone_id, to_milestone_id, type, lag_days,
        lag_calendar) values (${at.org}::uuid, ${project}::uuid, ${ids.milestone}::uuid, ${
      lock!.id
    }::uuid, 'FS', 10, 'calendar')`;
    return lock!;
  }, { reason: "set-up of the test" });
  const move = async (id: string, plannedOn: string) => {
    const changes = [{
      op: "update" as const,
      target: "milestone" as const,
      id,
      after: { plannedOn },
    }];
    const about = { kind: "propose_milestone_change" as const, title: "T", rationale: "R" };
    return value(await propose(ctx, project, { ...about, changes, evidence: [] })).id;
  };
  const [later, last] = [await move(ids.milestone, soon(51)), await move(end.id, soon(45))];
  let reads = 0;
  const counted = {
    ...world.db,
    asUser: ((claims, work, options) =>
      world.db.asUser(claims, (sql) =>
        work(
          new Proxy(sql, {
            apply(target, self, args) {
              if (String(args[0]).includes("plan_page")) reads++;
              return Reflect.apply(target as never, self, args);
            },
          }),
        ), options)) as typeof world.db.asUser,
  };
  const { moves } = value(await readInboxPage({ ...ctx, db: counted }, project, open));
  const { others, confirmed, last: pushed } = moves[later]!;
  assert.deepEqual([others, confirmed, pushed?.title], [1, 1, "Lock"]);
  assert.ok(pushed!.days >= 20, "ten days after the milestone that moves");
  assert.deepEqual([moves[last]!.others, moves[last]!.confirmed], [0, 0]);
  assert.equal(reads, 1);
  for (let n = 0; n < MOST_TRIED; n++) await move(end.id, soon(60 + n));
  const many = value(await readInboxPage(ctx, project, open));
  assert.equal(Object.keys(many.moves).length, MOST_TRIED);
});
