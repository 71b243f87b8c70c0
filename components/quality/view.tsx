/** The quality of a study: what needs doing, then risks, indicators, deviations, actions or factors. */
import type { SourceRow } from "@/lib/dashboard/model.ts";
import type {
  Capa,
  Choices,
  Deviation,
  Factor,
  Kri,
  KriSites,
  Need,
  Qtl,
  Review,
  Risk,
} from "@/lib/quality/page_model.ts";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { DerivedDrawer } from "../derived.tsx";
import { Capas } from "./capas.tsx";
import { DeviationDrawer } from "./deviation_drawer.tsx";
import { Deviations } from "./deviations.tsx";
import { Factors } from "./factors.tsx";
import { ValueGrid, type ValueGridProps } from "./grid.tsx";
import { Indicators } from "./indicators.tsx";
import { Needs } from "./needs.tsx";
import { hrefOf, type Place, type View, VIEW_WORDS, viewHref, VIEWS } from "./place.ts";
import { proofOf } from "./proof.ts";
import { RiskDrawer } from "./risk_drawer.tsx";
import { Risks } from "./risks.tsx";

export interface QualityView {
  projectId: string;
  place: Place;
  needs: Need[];
  risks: Risk[];
  reviews: Review[];
  kris: Kri[];
  qtls: Qtl[];
  kriSites: KriSites | null;
  deviations: { rows: Deviation[]; total: number; all: number };
  /** Its drawer is open. */
  deviation: Deviation | null;
  capas: Capa[];
  factors: Factor[];
  choices: Choices | null;
  can: Record<string, string[]>;
  /** Values are entered instead. */
  grid: Omit<ValueGridProps, "place" | "asOf"> | null;
  /** Key of the number whose proof is open, and the rows behind it. */
  proof: string;
  sources: { rows: SourceRow[]; count: number } | null;
  said: string | null;
  asOf: string;
}

/** What of the needs belongs to a view. */
const OF_VIEW: Record<View, Need["kind"][]> = {
  risks: ["review_overdue", "risk_unconfirmed"],
  indicators: ["limit_breach", "limit_warning", "kri_twice"],
  deviations: ["deviation_overdue"],
  actions: ["capa_overdue", "capa_ineffective"],
  factors: [],
};

export function Quality(view: QualityView) {
  const { projectId, place, needs, risks, reviews, deviation, can, grid, asOf, proof } = view;
  const base = `/projects/${projectId}/quality`;
  const risk = risks.find((one) => one.id === place.risk);
  const open = proof ? proofOf(proof, { ...view, kri: place.kri }) : null;
  return (
    <>
      <PageHead
        title="Quality"
        sub="What could go wrong, what did, and what is done about it"
        facts={
          <a class="link" href={`/projects/${projectId}/findings`}>
            Findings over the whole study
          </a>
        }
        acts={<Tabs place={place} needs={needs} />}
      />
      {grid ? <ValueGrid {...grid} place={place} asOf={asOf} /> : (
        <>
          {place.view === "risks" && (
            <Needs
              needs={needs.filter(({ kind }) => kind !== "risk_unconfirmed")}
              {...{ base, can, asOf }}
            />
          )}
          {place.view === "risks" && <Risks {...{ risks, place, can, projectId, asOf }} />}
          {place.view === "indicators" && <Indicators {...view} />}
          {place.view === "deviations" && <Deviations {...view} found={view.deviations} />}
          {place.view === "actions" && <Capas {...view} />}
          {place.view === "factors" && <Factors {...view} />}
        </>
      )}
      {risk && <RiskDrawer {...{ risk, reviews, place, can, projectId }} />}
      {deviation && <DeviationDrawer {...{ deviation, place, can, projectId }} />}
      {open && !risk && (
        <DerivedDrawer
          proof={open}
          close={hrefOf(place)}
          sources={view.sources}
          again={hrefOf(place, { proof })}
        />
      )}
      <Said text={view.said} />
    </>
  );
}

function Tabs({ place, needs }: Pick<QualityView, "place" | "needs">) {
  return (
    <nav class="seg tabs" aria-label="Part of quality">
      {VIEWS.map((view) => {
        const n = needs.filter((need) => OF_VIEW[view].includes(need.kind)).length;
        return (
          <a href={viewHref(view)} aria-current={view === place.view ? "page" : "false"}>
            {VIEW_WORDS[view]}
            {n > 0 && (
              <span class="n">
                {n} <span class="vh">to do</span>
              </span>
            )}
          </a>
        );
      })}
    </nav>
  );
}
