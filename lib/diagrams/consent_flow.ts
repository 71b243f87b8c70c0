import { count, day, label, plain, some } from "./labels.ts";
import type { Compiled, ConsentFlowInput, ConsentVersion } from "./model.ts";
import { nothing } from "./nothing.ts";

/** Forms with a row of their own; the others are counted. */
export const MAX_FORMS = 8;
/** Versions of a form, the newest; those before are counted. */
export const MAX_VERSIONS = 5;

const WORDS: Record<ConsentVersion["state"], string> = {
  pending: "not in force yet",
  current: "in force",
  expiring: "in force, about to expire",
  expired: "expired",
  superseded: "superseded",
  withdrawn: "withdrawn",
};
const LIVE = new Set<ConsentVersion["state"]>(["current", "expiring"]);

const approval = ({ approvedOn, approved }: ConsentVersion) =>
  approvedOn === null
    ? "not approved"
    : `approved ${day(approvedOn)}${approved > 0 ? `, for ${count(approved, "site")}` : ""}`;
const use = ({ used }: ConsentVersion) =>
  used === 0 ? "in use at no site" : `in use at ${count(used, "site")}`;
/** It is used, and should not be. */
const stale = ({ state, used }: ConsentVersion) => used > 0 && !LIVE.has(state);

function form({ name, versions }: ConsentFlowInput["forms"][number], at: number): string[] {
  const id = (i: number, part: string) => `f${at}${part}${i}`;
  const shown = versions.slice(-MAX_VERSIONS);
  const before = versions.length - shown.length;
  const nodes = shown.flatMap((version, i) => [
    `    ${id(i, "v")}["${label(`Version ${version.name}`)}<br/>${WORDS[version.state]}"]:::${
      LIVE.has(version.state) ? "live" : version.state === "pending" ? "unknown" : "done"
    }`,
    `    ${id(i, "a")}["${approval(version)}"]${version.approvedOn === null ? ":::unknown" : ""}`,
    `    ${id(i, "u")}["${use(version)}"]${stale(version) ? ":::stale" : ""}`,
    `    ${id(i, "v")} --> ${id(i, "a")} --> ${id(i, "u")}`,
  ]);
  const links = shown.slice(1).map((_, i) => `    ${id(i, "v")} -.-> ${id(i + 1, "v")}`);
  const earlier = before > 0
    ? [`    f${at}e["${count(before, "earlier version")}"]`, `    f${at}e -.-> ${id(0, "v")}`]
    : [];
  return [
    `  subgraph f${at}["${label(name)}"]`,
    "    direction LR",
    ...[...nodes, ...earlier, ...links],
    "  end",
  ];
}

function versionWords(version: ConsentVersion): string {
  const { name, state, names, used } = version;
  const more = used - names.length;
  const where = stale(version) && names.length > 0
    ? ` (${some(names.map(plain))}${more > 0 ? ` and ${more} more` : ""})`
    : "";
  return `version ${plain(name)} ${WORDS[state]}, ${approval(version)}, ${use(version)}${where}`;
}

/** Versions of consent forms, their approvals, and the sites that work with them. */
export function compileConsentFlow({ title, forms }: ConsentFlowInput): Compiled {
  const sourceRefs = forms.flatMap(({ id, versions }) => [id, ...versions.map((one) => one.id)]);
  if (forms.length === 0) return nothing(title, "No version of a consent form is recorded yet");
  const shown = forms.slice(0, MAX_FORMS);
  const rest = forms.length - shown.length;
  const code = [
    "flowchart TB",
    "  classDef live stroke-width:3px",
    "  classDef stale stroke-width:3px,stroke-dasharray:8 3",
    "  classDef unknown stroke-dasharray:4 3",
    ...shown.flatMap(form),
    ...(rest > 0 ? [`  rest["${count(rest, "more consent form")}"]`] : []),
    // Links that are not drawn put the forms below each other.
    ...shown.slice(1).map((_, i) => `  f${i} ~~~ f${i + 1}`),
  ].join("\n");
  const words = shown.map(({ name, versions }) =>
    `${plain(name)} — ${some(versions.map(versionWords))}.`
  );
  const more = rest > 0 ? ` ${count(rest, "more consent form")} not shown.` : "";
  return {
    code,
    diagramType: "flowchart-v2",
    title: plain(title),
    alt: `${plain(title)}: ${words.join(" ")}${more}`,
    sourceRefs,
  };
}
