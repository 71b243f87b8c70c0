/** Tools that look things up, as they are offered to a model: names and words instead of our ids. Pure. */
import { z } from "zod";
import { type Rule, RULES } from "@/lib/actions/model.ts";
import { plain } from "@/lib/dashboard/text.ts";
import { parametersOf, type Schema } from "./agent_schema.ts";
import type { SiteRow } from "./queries.ts";
import { sitesOf, titleWords } from "./question.ts";
import type { Ref, Use } from "./tools.ts";

export interface Declared {
  name: string;
  description: string;
  /** None: it takes nothing. */
  parameters?: Schema;
}

const site = z.string().trim().min(1).max(300).describe("Number or name of the site");
const none = z.object({});
const ofSite = z.object({ site });

/** What each looks up, in words for a model, and what it takes. */
const READS = {
  get_project: ["What the study is: title, phase, sponsor, identity, slippage", none],
  list_sites: ["All sites: counts, pipeline, one line a site", none],
  site_status: ["One site: facts, gate, people counted, indicators", ofSite],
  site_documents: ["Documents and consent forms of one site", ofSite],
  site_gate: ["What one site lacks for activation", ofSite],
  expected_documents: ["Documents that are expected and held, and what is missing", none],
  expiring: ["Documents that end or have ended", none],
  enrollment: ["People counted, rates, screen failures", none],
  run_forecast: ["When the target is reached if the rate stays", none],
  plan_late: ["What is past its day or blocked", none],
  next_milestones: ["Milestones to come", none],
  critical_path: ["What decides the end, and slippage", none],
  kri: ["Risk indicators, tolerance limits, sites against them", none],
  quality: ["Deviations, corrective actions, risks", none],
  budget: ["Budget and what was booked", none],
  activity_lookup: ["The audit trail: whether it is intact, what changed", none],
  actions: [
    "What needs doing, by fixed rules, worst first",
    z.object({ site: site.optional(), rules: z.array(z.enum(RULES)).max(40).optional() }),
  ],
  search: [
    "Tasks, milestones, documents, deviations and corrective actions by words of their titles",
    z.object({ words: z.string().trim().min(2).max(300) }),
  ],
  get_record: [
    "Everything that is recorded of one row, figure, action or diagram",
    z.object({
      kind: z.string().regex(/^[a-z][a-z_]{0,39}$/).describe(
        "Like task, risk, kri, figure, action",
      ),
      id: z.string().trim().min(1).max(200).describe("Id of a fact about it, like F12, or its own"),
    }),
  ],
} as const satisfies Record<string, readonly [string, z.ZodObject]>;

export type ReadTool = keyof typeof READS;
export const READ_TOOLS = Object.keys(READS) as ReadTool[];
export const isRead = (name: string): name is ReadTool => Object.hasOwn(READS, name);

export function declaredRead(name: ReadTool): Declared {
  const [description, takes] = READS[name];
  const bare = { name, description };
  return takes === none ? bare : { ...bare, parameters: parametersOf(takes) };
}

/** The one site that is meant; undefined when there is none, or it is not clear. */
export function siteNamed(text: string, sites: readonly SiteRow[]): SiteRow | undefined {
  const said = text.trim().toLowerCase();
  const exact = sites.filter(({ label, number, id }) =>
    label.toLowerCase() === said || number?.toLowerCase() === said || id === said
  );
  if (exact.length === 1) return exact[0];
  const { found } = sitesOf(/^site\b/.test(said) ? said : `site ${said}`, sites);
  return found.length === 1 ? found[0] : undefined;
}

export const noSite = (text: string) =>
  `No site of this study that you see is called "${text.slice(0, 100)}"`;

/** What a schema finds wrong, one line a mistake. */
export const faultsOf = ({ issues }: z.ZodError): string =>
  issues.slice(0, 10).map(({ path, message }) => `/${path.join("/")}: ${message}`).join("; ");

/** What was told to a model until now. */
export interface Known {
  sites: readonly SiteRow[];
  /** Rows behind each fact, by its id. */
  rows: ReadonlyMap<string, readonly Ref[]>;
}

const FACT = /^\[?(F\d{1,5})\]?$/;
/** The id of a fact that is named; null for anything else. */
export const factNamed = (text: string): string | null => FACT.exec(text.trim())?.[1] ?? null;

interface Given {
  site?: string;
  words?: string;
  rules?: Rule[];
  kind?: string;
  id?: string;
}

/** What a tool looks up with these arguments; or what is wrong with them, for a model. */
export function useOf(
  tool: ReadTool,
  args: Record<string, unknown>,
  { sites, rows }: Known,
): Use | { fault: string } {
  const parsed = READS[tool][1].safeParse(args);
  if (!parsed.success) return { fault: faultsOf(parsed.error) };
  const given: Given = parsed.data;
  const detail = READS[tool][0];
  if (tool === "search") {
    const words = titleWords(given.words ?? "");
    if (words.length === 0) return { fault: "/words: Must hold a word of a title" };
    return { tool, words, detail: `Titles with: ${words.join(", ")}` };
  }
  if (tool === "get_record") {
    const { kind = "", id = "" } = given;
    const fact = factNamed(id);
    const behind = fact ? rows.get(fact)?.find((one) => one.kind === kind) : { kind, id };
    if (!behind) return { fault: `/id: ${id} is no fact about a ${kind}` };
    return { tool, of: { kind, id: behind.id }, detail: `${plain(kind)}: what is recorded` };
  }
  const row = given.site === undefined ? undefined : siteNamed(given.site, sites);
  if (given.site !== undefined && !row) return { fault: noSite(given.site) };
  const place = row ? { siteId: row.id, detail: `${row.label}: ${detail}` } : { detail };
  if (tool === "actions") return { tool, ...(given.rules ? { rules: given.rules } : {}), ...place };
  return { tool, ...place };
}
