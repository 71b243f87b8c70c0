/** What tests of the loop share: a study, a model that says what the test wants, its asker's questions. */
import assert from "node:assert/strict";
import { withModel } from "@/lib/assistant/generate_testing.ts";
import { type Stage, stage } from "@/lib/proposals/testing.ts";
import type { Gemini, GenerateBody, Reply } from "@/tests/gemini/server.ts";
import type { World } from "@/tests/people.ts";
import type { Policy } from "./agent_queries.ts";
import type { Answer, ChatEvent, ChatInput } from "./model.ts";
import { ask, type AskOptions, goOn, readChat } from "./service.ts";

export interface Loop extends Stage {
  gemini: Gemini;
  /** What the model says, call by call; the last is said again. */
  script(...turns: (Reply | ((body: GenerateBody) => Reply))[]): void;
  ask(message: string, options?: Partial<AskOptions>, more?: Partial<ChatInput>): Promise<Asked>;
  goOn(
    chatId: string,
    word?: { stepId: string; allow: boolean },
    options?: Partial<AskOptions>,
  ): Promise<Asked>;
  read(chatId: string): ReturnType<typeof readChat>;
  policy(tool: string, policy: Policy): Promise<void>;
  /** Bodies of the model's calls, as it was told them. */
  told(): GenerateBody[];
  rows<T extends object = object>(table: string): Promise<T[]>;
}
export type Asked = Awaited<ReturnType<typeof ask>> & { events: ChatEvent[] };

/** The answer of a question that was not refused. */
export function whole(asked: Asked): Answer & { message: NonNullable<Answer["message"]> } {
  assert.ok(asked.ok && asked.value.message, asked.ok ? "it waits" : asked.problem.message);
  return { ...asked.value, message: asked.value.message };
}

export function waits(asked: Asked) {
  assert.ok(asked.ok && asked.value.message === null, "it was to wait");
  return { ...asked.value, waiting: asked.value.waiting! };
}

export async function withLoop(world: World, work: (loop: Loop) => Promise<void>) {
  const made = await stage(world);
  await withModel(async ({ gemini, gateway }) => {
    const { ctx, project } = made;
    const options = (more: Partial<AskOptions>, events: ChatEvent[]): AskOptions => ({
      ...{ gateway, signal: new AbortController().signal, onEvent: (one) => events.push(one) },
      ...more,
    });
    await work({
      ...{ ...made, gemini },
      script(...turns) {
        let said = 0;
        gemini.reply = (body) => {
          const turn = turns[Math.min(said++, turns.length - 1)]!;
          return typeof turn === "function" ? turn(body) : turn;
        };
      },
      async ask(message, more = {}, input = {}) {
        const events: ChatEvent[] = [];
        const body = { projectId: project, persona: "trialCoordinator" as const, message };
        return Object.assign(await ask(ctx, { ...body, ...input }, options(more, events)), {
          events,
        });
      },
      async goOn(chatId, word = undefined, more = {}) {
        const events: ChatEvent[] = [];
        const answer = await goOn(ctx, project, chatId, word ?? {}, options(more, events));
        return Object.assign(answer, { events });
      },
      read: (chatId) => readChat(ctx, project, chatId),
      policy: (tool, policy) =>
        world.db.asUser(made.person.claims, async (sql) => {
          await sql`insert into public.agent_policies (org_id, role, tool, policy)
            values (${made.org}::uuid, 'owner', ${tool}, ${policy})
            on conflict (org_id, role, tool) do update set policy = excluded.policy`;
        }),
      told: () => gemini.seen.map(({ body }) => JSON.parse(body)),
      rows: async <T extends object = object>(table: string) => [
        ...await world.db.asUser(
          made.person.claims,
          (sql) =>
            sql<T[]>`select * from ${sql(`public.${table}`)}
              where project_id = ${project}::uuid order by created_at, id`,
        ),
      ],
    });
  });
}

/** The ids of facts whose lines in the newest result of a tool match. */
export function idsIn(body: GenerateBody, words: RegExp): string[] {
  const results = body.contents.flatMap(({ parts }) =>
    parts.flatMap(({ functionResponse, text }) =>
      functionResponse
        ? String((functionResponse.response as { facts?: string }).facts ?? "")
        : text ?? ""
    )
  );
  return results.flatMap((text) =>
    text.split("\n").filter((line) => words.test(line)).flatMap((line) =>
      /^\[(F\d+)\]/.exec(line)?.[1] ?? []
    )
  );
}
