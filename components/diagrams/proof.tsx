/** What a diagram stands on: how it came about, and the rows. */
import { type Diagram, KIND_WORDS, type SourceRow } from "@/lib/diagrams/model.ts";
import { Ask } from "../ask.tsx";
import { DrawerFrame } from "../drawer.tsx";
import { formatMoment, formatNumber, plural } from "../format.ts";

/** Rows that a drawer lists; the pages of plan and sites have all. */
const MOST_ROWS = 60;

interface ProofProps {
  diagram: Diagram;
  projectId: string;
  close: string;
}

export function DiagramProof({ diagram, projectId, close }: ProofProps) {
  const { kind, formula, rows, asOf, summarised, caveat } = diagram;
  const more = rows.length - MOST_ROWS;
  return (
    <DrawerFrame title={KIND_WORDS[kind].title} close={close}>
      <p class="drawer-v">{plural(rows.length, "row")}</p>
      <dl class="kv mt-7">
        <dt>How</dt>
        <dd>{formula}</dd>
        <dt>As of</dt>
        <dd>{formatMoment(asOf)}</dd>
        {summarised && (
          <>
            <dt>Summarised</dt>
            <dd>{summarised}</dd>
          </>
        )}
        {caveat && (
          <>
            <dt>Mind</dt>
            <dd>{caveat}</dd>
          </>
        )}
      </dl>
      <p class="mt-5">
        <Ask
          projectId={projectId}
          kind="diagram"
          id={kind}
          of={KIND_WORDS[kind].title}
          look="small"
        />
      </p>
      <h3 class="mt-7">The rows</h3>
      {rows.length === 0 && <p class="hint">None are recorded yet.</p>}
      <ul class="drawing-rows">
        {rows.slice(0, MOST_ROWS).map((row) => sourceLine(row, projectId))}
      </ul>
      {more > 0 && (
        <p class="hint">
          And {formatNumber(more)} more, all on {allOf(rows.at(-1)!, projectId)}.
        </p>
      )}
    </DrawerFrame>
  );
}

const PAGES: Record<SourceRow["kind"], string> = {
  ...{ project: "", site: "/sites", milestone: "/plan", task: "/plan", staff: "/sites" },
  ...{ document: "/documents", document_version: "/documents", document_requirement: "/documents" },
  ...{ risk: "/quality", critical_factor: "/quality", kri: "/quality", qtl: "/quality" },
  ...{ arm: "/protocol", intervention: "/protocol", outcome: "/protocol" },
};
const RECORDS = { "/documents": "Documents", "/quality": "Quality" };
const NAMES: Record<string, string> = { "/sites": "Sites", "/protocol": "Protocol", ...RECORDS };

function allOf({ kind }: SourceRow, projectId: string) {
  const label = NAMES[PAGES[kind]] ?? "Plan";
  return <a class="link" href={`/projects/${projectId}${PAGES[kind]}`}>{label}</a>;
}

function sourceLine({ kind, id, name, detail }: SourceRow, projectId: string) {
  const page = `/projects/${projectId}${PAGES[kind]}`;
  return (
    <li>
      <a class="link" href={kind === "site" ? `${page}/${id}` : page}>{name}</a>
      <small>{detail}</small>
    </li>
  );
}
