/** The proof of a widget: value, formula with its numbers, thresholds, the rows and who changed them. */
import type { SourceRow, Widget } from "@/lib/dashboard/model.ts";
import { Ask } from "../ask.tsx";
import { DrawerFrame } from "../drawer.tsx";
import { formatNumber } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { second, SourceRows } from "../source_rows.tsx";
import { Points } from "./points.tsx";
import { MARKS, proofHref, short, valueWords } from "./words.ts";

interface ProofProps {
  projectId: string;
  widget: Widget;
  rows: SourceRow[];
  /** Address of the page without its query. */
  base: string;
  /** What stays of the page's query: "site=1&". */
  keep?: string;
  /** Address of the rows as a file. */
  csv?: string;
}

/** A widget of the dashboard by itself; a figure of a document by its key, and its site or indicator. */
function nameOf({ id, catalogKey, params, data }: Widget) {
  if (data?.type === "diagram") return { kind: "diagram", id: data.kind };
  if (!id.includes(".")) return { kind: "widget", id };
  const of = params.siteId ?? params.kriId;
  return { kind: "figure", id: of ? `${catalogKey}:${of}` : catalogKey };
}

export function WidgetProof({ projectId, widget, rows, base, keep = "", csv }: ProofProps) {
  const { id, title, data, status, reason, summary } = widget;
  const mark = status && MARKS[status];
  return (
    <DrawerFrame title={title} close={`${base}${keep && `?${keep.slice(0, -1)}`}#p-${short(id)}`}>
      {data?.type === "kpi"
        ? (
          <p class="drawer-v">
            {valueWords(data)} <small class="text-sm text-ink-3">{data.targetWords}</small>
          </p>
        )
        : <p class="drawer-v long">{summary}</p>}
      {mark
        ? <Status state={mark.glyph} word={mark.word} reason={reason} />
        : reason && <p>{`${reason}.`}</p>}
      {data && <Facts widget={widget} />}
      <Points widget={widget} />
      {data && (
        <p class="mt-5 flex gap-2">
          <a class="btn sm" href={base + proofHref(id, keep)}>Recompute</a>
          <a class="btn sm" href={csv ?? `${base}/widgets/${id}`} download>
            <Icon name="dl" />CSV
          </a>
          <Ask projectId={projectId} {...nameOf(widget)} of={title} look="small" />
        </p>
      )}
      {data && rows.length > 0 && <SourceRows rows={rows} count={widget.sourceCount} />}
    </DrawerFrame>
  );
}

function Facts({ widget }: { widget: Widget }) {
  const { formula, filled, thresholds, asOf, query, catalogKey, sourceCount, params } = widget;
  const given = Object.entries(params);
  return (
    <dl class="kv mt-5">
      <dt>Formula</dt>
      <dd>{formula}</dd>
      {filled && (
        <>
          <dt>In numbers</dt>
          <dd>{filled}</dd>
        </>
      )}
      {thresholds && (
        <>
          <dt>Thresholds</dt>
          <dd>{thresholds}</dd>
        </>
      )}
      {given.length > 0 && (
        <>
          <dt>Only</dt>
          <dd>{given.map(([name, value]) => `${name} ${value}`).join(", ")}</dd>
        </>
      )}
      <dt>As of</dt>
      <dd>{second(asOf)}</dd>
      <dt>Query</dt>
      <dd>
        <code>{query}</code>, <code>{catalogKey}</code>
      </dd>
      <dt>Rows</dt>
      <dd>{formatNumber(sourceCount)}</dd>
    </dl>
  );
}
