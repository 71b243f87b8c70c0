/** Use cases of diagrams that are made of a study's rows. */
import type { Claims, Db, Sql } from "@/lib/db/mod.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { headIn } from "@/lib/projects/service.ts";
import { diagramsOf } from "./compile.ts";
import type { DiagramFacts } from "./facts.ts";
import { type Diagram, type Kind, KINDS } from "./model.ts";
import { readFacts } from "./queries.ts";
import { validate, type Verdict } from "./validate.ts";

interface Ctx {
  db: Db;
  claims: Claims;
}

const NOT_FOUND = failure(404, "Not there, or not yours");
const inProject = (projectId: string) => ({
  permission: { resource: "project", verb: "select" as const, projectId },
});

type Head = NonNullable<Awaited<ReturnType<typeof headIn>>>;
export type DiagramsPage = Pick<Head, "project" | "organization"> & { diagrams: Diagram[] };

/** All diagrams of a study with what stands above its pages, in one transaction of two waits. */
export async function readDiagramsPage(ctx: Ctx, id: string): Promise<Result<DiagramsPage>> {
  const [head, facts] = await ctx.db.asUser(
    ctx.claims,
    (sql) => Promise.all([headIn(sql, id), readFacts(sql, id, KINDS)]),
    inProject(id),
  );
  if (!head || !facts) return NOT_FOUND;
  const { project, organization } = head;
  return success({ project, organization, diagrams: diagramsOf(facts, KINDS) });
}

export async function readDiagram(ctx: Ctx, id: string, kind: Kind): Promise<Result<Diagram>> {
  const facts = await ctx.db.asUser(ctx.claims, (sql) => readFacts(sql, id, [kind]), inProject(id));
  return facts ? success(diagramsOf(facts, [kind])[0]!) : NOT_FOUND;
}

/** Facts that take a right of their own, by the diagram that stands on them alone. */
const TAKEN: Partial<Record<Kind, (facts: DiagramFacts) => unknown>> = {
  delegation: ({ staff }) => staff,
  consent_flow: ({ compliance }) => compliance.consent,
  document_types: ({ compliance }) => compliance.documents,
  risk_controls: ({ compliance }) => compliance.controls,
};

/** A diagram in the transaction at hand; null when the study is not seen, or it is not for the role. */
export async function diagramIn(sql: Sql, id: string, kind: Kind): Promise<Diagram | null> {
  const facts = await readFacts(sql, id, [kind]);
  if (!facts || TAKEN[kind]?.(facts) === null) return null;
  return diagramsOf(facts, [kind])[0]!;
}

/** Sources that were found good, the newest last: most callers ask again for what did not change. */
const good = new Map<string, string>();
const MOST_GOOD = 200;

async function checked(code: string): Promise<Verdict> {
  const known = good.get(code);
  if (known !== undefined) return { ok: true, diagramType: known };
  const verdict = await validate(code);
  if (verdict.ok) {
    good.set(code, verdict.diagramType);
    if (good.size > MOST_GOOD) good.delete(good.keys().next().value!);
  }
  return verdict;
}

/**
 * A diagram whose source Mermaid has parsed.
 *
 * @throws Error when it does not parse, or as something else: a fault of our compilers
 * @throws Problem 503 when the parser has too much to do
 */
export async function compileDiagram(
  ctx: Ctx,
  { projectId, kind }: { projectId: string; kind: Kind },
): Promise<Result<Diagram>> {
  const read = await readDiagram(ctx, projectId, kind);
  if (!read.ok) return read;
  const { code, diagramType } = read.value;
  const verdict = await checked(code);
  if (!verdict.ok) {
    throw new Error(`Diagram ${kind} does not parse, line ${verdict.line}: ${verdict.message}`);
  }
  if (verdict.diagramType !== diagramType) {
    throw new Error(`Diagram ${kind} parses as ${verdict.diagramType}, not ${diagramType}`);
  }
  return read;
}
