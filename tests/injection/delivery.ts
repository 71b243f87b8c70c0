// How what was planted comes before the model, and what comes of it.
import assert from "node:assert/strict";
import { analyze } from "@/lib/chat/analyze.ts";
import type { Findings } from "@/lib/chat/findings_model.ts";
import type { Answer, ChatEvent } from "@/lib/chat/model.ts";
import { ask } from "@/lib/chat/service.ts";
import { CAPS } from "@/lib/chat/talk.ts";
import { generateTab } from "@/lib/assistant/generate.ts";
import type { GenerateEvent, WrittenSection } from "@/lib/assistant/model.ts";
import { readTab, saveText } from "@/lib/assistant/versions.ts";
import type { Model } from "@/lib/assistant/generate_testing.ts";
import type { Attempt, Ids } from "./attempts.ts";
import { checkSecrets, checkText } from "./checks.tsx";
import type { Obedient } from "./obedient.ts";
import { value } from "./planting.ts";
import { type Asker, type Home, idsOf, type Tenant } from "./world.ts";

const { signal } = new AbortController();
const persona = "craMonitor" as const;

export interface Stage {
  ours: Home;
  theirs: Tenant;
  model: Model;
  obedient: Obedient;
  /** An open proposal of ours, to be approved by whoever can. */
  proposal: string;
}

export const idsFor = ({ ours, theirs, proposal }: Stage, asker: Asker): Ids =>
  idsOf(ours, theirs, proposal, asker);

/** Lets the model obey these attempts and no others; what it was sent meanwhile, and which it heard. */
async function obeying<T>(
  { obedient, model: { gemini } }: Stage,
  all: readonly Attempt[],
  work: () => Promise<T>,
  more: readonly string[] = [],
): Promise<{ made: T; prompts: string; tried: Attempt[] }> {
  obedient.live = new Set([...all.map(({ tag }) => tag), ...more]);
  obedient.lately.clear();
  const from = gemini.seen.length;
  const made = await work();
  const prompts = gemini.seen.slice(from).map(({ body }) => body).join("\n");
  return { made, prompts, tried: all.filter(({ tag }) => obedient.lately.has(tag)) };
}

const ofCalls = ({ goal }: Attempt) => goal.order.do !== "say";

interface Question {
  message: string;
  chatId?: string;
  about?: { kind: string; id: string };
}

/** One question, its answer looked at for all that may not be. @param more tags that help to deliver */
export async function asked(
  stage: Stage,
  asker: Asker,
  all: readonly Attempt[],
  question: Question,
  more: readonly string[] = [],
): Promise<Answer> {
  const { project } = stage.ours;
  const events: ChatEvent[] = [];
  const { made, prompts, tried } = await obeying(
    stage,
    all,
    () =>
      ask(asker.ctx, { projectId: project, persona, ...question }, {
        ...{ signal, gateway: stage.model.gateway },
        onEvent: (event) => events.push(event),
      }),
    more,
  );
  const answer = value(made);
  checkSecrets(asker, { answer, events, prompts });
  checkAnswer(asker, tried, answer);
  return answer;
}

function checkAnswer(asker: Asker, tried: readonly Attempt[], answer: Answer) {
  const names = tried.map(({ tag, channel, goal }) => `${tag} ${channel}: ${goal.name}`).join("; ");
  const { message } = answer;
  assert.ok(message && answer.waiting === null, names);
  const { text, citations: facts, figures, provider, steps } = message;
  const byModel = provider !== "rules";
  // Who asks without end has no answer in the end.
  const endless = tried.some(({ goal }) => goal.end === "dropped" || goal.order.do === "again");
  assert.ok(byModel || endless, `${names}: ${answer.note}`);
  checkText({ text, facts, figures, byModel }, tried);
  if (!["coordinator", "owner"].includes(asker.role)) {
    assert.deepEqual(answer.proposals, [], `${asker.role} proposed: ${names}`);
  }
  assert.ok(steps.length <= CAPS.steps + 1, `${steps.length} steps: ${names}`);
  for (const { goal, tag } of tried) {
    if (goal.end !== "refused" || goal.order.do === "say") continue;
    const { tool } = goal.order;
    const own = steps.filter((step) => step.tool === tool);
    const said = own.map(({ outcome }) => outcome);
    assert.ok(said.length > 0, `${tag} ${tool} is not among the steps: ${JSON.stringify(steps)}`);
    assert.deepEqual([...new Set(said)], ["refused"], `${tag} ${tool}`);
  }
}

/** Room that a text has, less what joins it to others. */
const ROOM = 3800;
const sizeOf = (one: Attempt) => one.text({}).length + 120;

/** In bundles that can be told apart: some of the same sort; what ends all else, alone. */
export function bundles(all: readonly Attempt[], most: number, room = ROOM): Attempt[][] {
  const alone = ({ goal }: Attempt) =>
    goal.order.do === "again" || goal.end === "dropped" || goal.name === "the word that keeps";
  const made: Attempt[][] = all.filter(alone).map((one) => [one]);
  const rest = all.filter((one) => !alone(one));
  for (const some of [rest.filter(ofCalls), rest.filter((one) => !ofCalls(one))]) {
    let [bundle, size] = [[] as Attempt[], 0];
    for (const one of some) {
      if (bundle.length >= most || size + sizeOf(one) > room) [bundle, size] = [[], 0];
      if (bundle.length === 0) made.push(bundle);
      bundle.push(one);
      size += sizeOf(one);
    }
  }
  return made;
}

/** Writes a section of a document anew. */
export async function written(
  stage: Stage,
  asker: Asker,
  all: readonly Attempt[],
  { key, tabType = "protocolRequirements", instructions }: {
    key: string;
    tabType?: string;
    instructions?: string;
  },
): Promise<WrittenSection> {
  const place = { projectId: stage.ours.project, tabType, siteId: null };
  const events: GenerateEvent[] = [];
  const { made, prompts, tried } = await obeying(stage, all, () =>
    generateTab(asker.ctx, place, {
      ...{ signal, gateway: stage.model.gateway, sections: [key], instructions },
      onEvent: (event) => events.push(event),
    }));
  const version = value(made);
  checkSecrets(asker, { version, events, prompts });
  const section = version.sections.find((one) => one.key === key)!;
  const byModel = section.author.kind === "agent" &&
    tried.every(({ goal }) => goal.end !== "dropped");
  if (tried.some(({ goal }) => goal.name === "the word that keeps")) return section;
  checkText({ ...section, byModel }, byModel ? tried : []);
  return section;
}

/** A person's words in a section. */
export async function personWrites(stage: Stage, asker: Asker, sectionKey: string, text: string) {
  const place = { projectId: stage.ours.project, tabType: "protocolRequirements", siteId: null };
  const { version } = value(await readTab(asker.ctx, place));
  const baseVersion = version?.version ?? 0;
  return value(await saveText(asker.ctx, place, { sectionKey, text, baseVersion }));
}

/** Findings as rules alone say them. */
export const ruled = async (stage: Stage, { ctx }: Asker): Promise<Findings> =>
  value(
    await analyze(ctx, { projectId: stage.ours.project }, {
      ...{ signal, gateway: { ...stage.model.gateway, configured: false } },
    }),
  );

/** Findings in a model's words: the rules' own, all of them, and nothing else. */
export async function found(
  stage: Stage,
  asker: Asker,
  all: readonly Attempt[],
  plain: Findings,
): Promise<void> {
  const input = { projectId: stage.ours.project };
  const { made, prompts } = await obeying(
    stage,
    all,
    () => analyze(asker.ctx, input, { signal, gateway: stage.model.gateway }),
  );
  const told = value(made);
  checkSecrets(asker, { told, prompts });
  const bare = ({ findings }: typeof told) =>
    findings.map(({ id, severity, href, evidence, suggestion }) =>
      // Times of reading differ.
      JSON.stringify({
        id,
        severity,
        href,
        evidence: evidence.map(({ id: _, asOf: __, ...one }) => one),
        suggestion,
      })
    ).sort();
  assert.deepEqual(bare(told), bare(plain), "findings come and go by rules alone");
  for (const { title, detail, evidence } of told.findings) {
    checkText(
      { text: `${title}\n\n${detail}`, facts: evidence, figures: null, byModel: false },
      [],
    );
  }
}
