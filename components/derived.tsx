/** The proof of a derived value: how it follows, from which rows, as of when. */
import { DrawerFrame } from "./drawer.tsx";
import type { SourceRow } from "@/lib/dashboard/model.ts";
import { formatMoment } from "./format.ts";
import { SourceRows } from "./source_rows.tsx";

export interface DerivedProof {
  title: string;
  value: string;
  /** How it follows, with the facts put in. */
  formula: string;
  /** Where the rule comes from. */
  source?: string;
  /** What runs it. */
  query: string;
  rows: { label: string; value: string; href?: string }[];
  asOf: string;
}

interface DerivedDrawerProps {
  proof: DerivedProof;
  close: string;
  /** The stored rows that it stands on, with who changed each last. */
  sources?: { rows: SourceRow[]; count: number } | null;
  /** Where the same is reckoned again. */
  again?: string;
}

export function DerivedDrawer({ proof, close, sources, again }: DerivedDrawerProps) {
  return (
    <DrawerFrame title={proof.title} close={close}>
      <p class={`drawer-v${proof.value.length > 60 ? " long" : ""}`}>{proof.value}</p>
      <p class="text-ink-2 whitespace-pre-line">
        <span class="fx" aria-hidden="true">ƒ</span> {proof.formula}
      </p>
      <dl class="kv derived mt-7">
        {proof.rows.map(({ label, value, href }) => (
          <>
            <dt>{label}</dt>
            <dd>{href ? <a class="link" href={href}>{value}</a> : value}</dd>
          </>
        ))}
        {proof.source && (
          <>
            <dt>Rule</dt>
            <dd>{proof.source}</dd>
          </>
        )}
        <dt>Query</dt>
        <dd>
          <code class="break-all">{proof.query}</code>
        </dd>
        <dt>As of</dt>
        <dd>{formatMoment(proof.asOf)}</dd>
      </dl>
      {sources && sources.rows.length > 0 && <SourceRows {...sources} />}
      {again && (
        <p class="mt-5">
          <a class="btn sm" href={again}>Recompute</a>
        </p>
      )}
    </DrawerFrame>
  );
}
