/** Tools that propose, as they are offered to a model, and from its arguments to a proposal. Pure. */
import { z } from "zod";
import { plainly } from "@/lib/assistant/said.ts";
import {
  type Kind,
  KINDS,
  type ProposalInput,
  proposalInput,
  TARGETS_OF,
} from "@/lib/proposals/model.ts";
import type { Target } from "@/lib/proposals/model.ts";
import { afterSchema } from "@/lib/proposals/targets.ts";
import { parametersOf, type Schema } from "./agent_schema.ts";
import {
  type Declared,
  factNamed,
  faultsOf,
  type Known,
  noSite,
  siteNamed,
} from "./agent_tools.ts";

const SAYS: Record<Kind, string> = {
  propose_task: "Propose a new task, or a change of one",
  propose_milestone_change: "Propose to change a milestone, its dates above all",
  propose_risk: "Propose a new risk, or a change of one",
  propose_deviation: "Propose to record a deviation, or to change one",
  propose_capa: "Propose a corrective and preventive action, or to change one",
  propose_document_request: "Propose to ask for a document, or to change what is asked for",
  propose_widget: "Propose a widget of the dashboard, or a change of one",
  propose_change_set: "Propose several changes that belong together: approved all or none",
};
export const isKind = (name: string): name is Kind => (KINDS as readonly string[]).includes(name);

const text = (description: string): Schema => ({ type: "string", description });
/** What a widget may be of; which of them it takes is its entry's to say. */
const WIDGET = {
  type: "object",
  properties: {
    siteId: { type: "string" },
    limit: { type: "integer" },
    days: { type: "integer" },
  },
};

/** Fields of rows, each once. */
function fieldsOf(targets: readonly Target[]): Schema {
  const all = targets.map((target) => parametersOf(afterSchema(target, "insert")).properties);
  const fields = Object.assign({}, ...all.toReversed()) as Record<string, Schema>;
  return fields.params ? { ...fields, params: WIDGET } : fields;
}

export function declaredPropose(name: Kind): Declared {
  const targets = TARGETS_OF[name];
  const onlyChanges = name === "propose_milestone_change";
  const change = {
    op: { type: "string", enum: onlyChanges ? ["update"] : ["insert", "update"] },
    ...(targets.length > 1 ? { target: { type: "string", enum: [...targets] } } : {}),
    id: text("Of an update: a fact about the row, from search or actions"),
    after: { type: "object", properties: fieldsOf(targets) },
  };
  return {
    name,
    description: SAYS[name],
    parameters: {
      type: "object",
      properties: {
        title: text("What it is, in a line"),
        rationale: text("Why, from the facts"),
        changes: {
          type: "array",
          items: { type: "object", properties: change, required: ["op", "after"] },
        },
        evidence: {
          type: "array",
          items: { type: "string" },
          description: "Ids of the facts that it rests on",
        },
      },
      required: ["title", "rationale", "changes", "evidence"],
    },
  };
}

const shape = z.strictObject({
  title: z.string(),
  rationale: z.string(),
  changes: z.array(z.strictObject({
    op: z.enum(["insert", "update"]),
    target: z.string().optional(),
    id: z.string().optional(),
    after: z.record(z.string(), z.unknown()),
  })),
  evidence: z.array(z.union([z.string(), z.strictObject({ kind: z.string(), id: z.string() })]))
    .default([]),
});

class Fault extends Error {}

/** Who decides reads what is written: nothing that nobody sees, nothing that turns words around. */
function seen(value: unknown): unknown {
  if (typeof value === "string") return plainly(value);
  if (Array.isArray(value)) return value.map(seen);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, seen(one)]));
}

/** The row of a fact, one of these kinds where they are given; anything else is as it is. */
function rowOf(said: string, at: string, known: Known, kind: string | null): string {
  const fact = factNamed(said);
  if (!fact) return said.trim();
  const all = known.rows.get(fact);
  if (!all) throw new Fault(`${at}: ${fact} is no fact that you were given`);
  const fitting = all.filter((row) => kind === null || row.kind === kind);
  if (fitting.length === 1) return fitting[0]!.id;
  throw new Fault(
    `${at}: ${fact} does not say which ${kind ?? "row"} is meant; look it up by search`,
  );
}

/** Kinds of rows that fields name. */
const KIND_OF: Record<string, string> = {
  ...{ siteId: "site", milestoneId: "milestone", capaId: "capa", kriId: "kri" },
  ...{ requirementId: "document_requirement", criticalFactorId: "critical_factor" },
};

function resolved(
  after: Record<string, unknown>,
  at: string,
  known: Known,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after).map(([name, value]) => {
      const here = `${at}/${name}`;
      if (name === "params" && value && typeof value === "object") {
        return [name, resolved(value as Record<string, unknown>, here, known)];
      }
      if (typeof value !== "string" || !name.endsWith("Id")) return [name, value];
      const id = rowOf(value, here, known, KIND_OF[name] ?? null);
      if (name !== "siteId" || z.uuid().safeParse(id).success) return [name, id];
      const site = siteNamed(id, known.sites);
      if (!site) throw new Fault(`${here}: ${noSite(id)}`);
      return [name, site.id];
    }),
  );
}

/** The proposal that arguments say, with rows in place of facts; or what is wrong with them. */
export function proposalOf(
  kind: Kind,
  args: Record<string, unknown>,
  known: Known,
): ProposalInput | { fault: string } {
  const parsed = shape.safeParse(seen(args));
  if (!parsed.success) return { fault: faultsOf(parsed.error) };
  const { title, rationale, changes, evidence } = parsed.data;
  const targets = TARGETS_OF[kind];
  try {
    const rests = evidence.flatMap((one, n) => {
      if (typeof one !== "string") return [one];
      const fact = factNamed(one) ?? "";
      const rows = known.rows.get(fact);
      if (!rows) {
        throw new Fault(`/evidence/${n}: "${one.slice(0, 60)}" is no fact that you were given`);
      }
      return rows;
    });
    const all = changes.map((
      { op, target = targets.length > 1 ? "" : targets[0]!, id, after },
      n,
    ) => ({
      ...{ op, target, after: resolved(after, `/changes/${n}/after`, known) },
      ...(id === undefined ? {} : { id: rowOf(id, `/changes/${n}/id`, known, target) }),
    }));
    const once = new Map(rests.map((row) => [`${row.kind} ${row.id}`, row]));
    const input = {
      kind,
      title,
      rationale,
      changes: all,
      evidence: [...once.values()].slice(0, 40),
    };
    const checked = proposalInput.safeParse(input);
    return checked.success ? checked.data : { fault: faultsOf(checked.error) };
  } catch (error) {
    if (error instanceof Fault) return { fault: error.message };
    throw error;
  }
}

/** Arguments that say the same though facts get other numbers. */
export const lasting = ({ title, rationale, changes, evidence }: ProposalInput) => ({
  ...{ title, rationale, changes, evidence },
});
