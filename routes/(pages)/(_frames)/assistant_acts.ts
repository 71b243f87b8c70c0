/** What the forms of a document do: have it written, accept, write, restore. */
import { streamed, toldOfDocument } from "@/lib/assistant/answer_stream.ts";
import { generateTab } from "@/lib/assistant/generate.ts";
import { cancelJob, queueJobs } from "@/lib/assistant/jobs.ts";
import { admitAi } from "@/lib/assistant/limits.ts";
import type { Place } from "@/lib/assistant/service.ts";
import { accept, restore, saveText } from "@/lib/assistant/versions.ts";
import { type Ctx, Problem, seeOther, toProblem, unwrap } from "@/lib/http/mod.ts";
import { attempt, errorsOf } from "./account.ts";
import { back, hereOf, showDocument } from "./assistant.ts";
import { caller, isUuid } from "./call.ts";

export interface Sent {
  text(name: string): string;
  all(name: string): string[];
}

const MOST_WORDS = 4000;
const LONGEST_MS = 60_000;

/** A form's answer that a person can read, or the fault itself. */
const refused = (ctx: Ctx, place: Place, problem: Problem) =>
  showDocument(ctx, place, {
    status: problem.status,
    problem: errorsOf(problem).map(({ message }) => message).join(". "),
  });

interface Order {
  sections: string[] | undefined;
  instructions: string | undefined;
}

function orderIn({ text, all }: Sent): Order {
  const sections = all("section");
  return {
    sections: sections.length > 0 ? sections.slice(0, 40) : undefined,
    instructions: text("instructions").trim() || undefined,
  };
}

/**
 * Puts the wish into the queue, whose work outlives this request; or, where a script asks for it,
 * tells what happens as it does. Without a model the figures are kept at once.
 */
export async function write(ctx: Ctx, place: Place, sent: Sent) {
  const order = orderIn(sent);
  const asked = { instructions: order.instructions ?? "", problem: null };
  const streams = ctx.req.headers.get("accept")?.includes("text/event-stream");
  const again = (status: number, problem: string) =>
    streams
      ? Response.json({ detail: problem }, { status })
      : showDocument(ctx, place, { status, asked: { ...asked, problem } });
  if (asked.instructions.length > MOST_WORDS) {
    return await again(422, `Say it in ${MOST_WORDS.toLocaleString("en-US")} characters at most`);
  }
  if (sent.text("intent") === "change" && !asked.instructions) {
    return await again(422, "Say what should be different");
  }
  if (streams) return await stream(ctx, place, order);
  const { projectId, tabType, siteId } = place;
  const queued = await attempt(() =>
    queueJobs(caller(ctx), projectId, { tabType, ...(siteId ? { siteId } : {}), ...order })
  );
  if (queued.ok) return seeOther(hereOf(place, { job: queued.value[0]!.id }));
  const { problem } = queued;
  return await again(problem.status, errorsOf(problem).map(({ message }) => message).join(". "));
}

/** A version of the figures, with the texts as they are. */
export async function keepFigures(ctx: Ctx, place: Place, { text }: Sent) {
  const kept = await attempt(() =>
    generateTab(caller(ctx), place, { signal: AbortSignal.timeout(LONGEST_MS) })
  );
  if (!kept.ok) return await refused(ctx, place, kept.problem);
  return seeOther(back(place, kept.value.version === Number(text("version")) ? "same" : "kept"));
}

export async function cancelWriting(ctx: Ctx, place: Place, { text }: Sent) {
  const id = text("job");
  if (!isUuid(id)) throw new Problem(400, "Cannot tell which");
  const done = await attempt(() => cancelJob(caller(ctx), place.projectId, id));
  if (!done.ok) return await refused(ctx, place, done.problem);
  return seeOther(back(place, "cancelled"));
}

/** As it comes, for the script of the page; what is refused at once is said as a problem. */
async function stream(ctx: Ctx, place: Place, order: Order): Promise<Response> {
  const call = caller(ctx);
  try {
    return await streamed(ctx.state.requestId, toldOfDocument, async (signal, onEvent) => {
      unwrap(admitAi(call.claims.sub));
      const { version } = unwrap(await generateTab(call, place, { ...order, signal, onEvent }));
      return { version };
    });
  } catch (fault) {
    const problem = toProblem(fault);
    if (problem.status >= 500 && problem.status !== 503) throw fault;
    const detail = errorsOf(problem).map(({ message }) => message).join(". ");
    return Response.json({ detail }, { status: problem.status });
  }
}

/** Somebody stands up for a section. */
export async function acceptSection(ctx: Ctx, place: Place, { text }: Sent) {
  const version = Number(text("version"));
  if (!Number.isInteger(version)) throw new Problem(400, "Cannot tell which version");
  const done = await attempt(() =>
    accept(caller(ctx), place, { version, sectionKey: text("section") })
  );
  if (done.ok) return seeOther(`${back(place, "accepted")}#sec-${text("section")}`);
  return await refused(ctx, place, done.problem);
}

/** A person's own words; what was typed is never lost. */
export async function saveOwn(ctx: Ctx, place: Place, { text }: Sent, preview: boolean) {
  const base = Number(text("base"));
  if (!Number.isInteger(base) || base < 0) throw new Problem(400, "Cannot tell which version");
  const draft = { key: text("section"), text: text("text"), base, preview };
  if (preview) return await showDocument(ctx, place, { draft });
  const saved = await attempt(() =>
    saveText(caller(ctx), place, {
      sectionKey: draft.key,
      text: draft.text,
      baseVersion: base,
    })
  );
  if (saved.ok) return seeOther(`${back(place, "saved")}#sec-${draft.key}`);
  const { problem } = saved;
  return await showDocument(ctx, place, {
    ...{ status: problem.status, draft, conflict: problem.status === 412 },
    errors: problem.status === 412 ? [] : errorsOf(problem),
  });
}

export async function restoreVersion(ctx: Ctx, place: Place, { text }: Sent) {
  const version = Number(text("restore"));
  if (!Number.isInteger(version)) throw new Problem(400, "Cannot tell which version");
  const reason = text("reason").trim().slice(0, 2000) || null;
  const done = await attempt(() => restore(caller(ctx, reason), place, version));
  if (done.ok) return seeOther(back(place, "restored"));
  return await refused(ctx, place, done.problem);
}
