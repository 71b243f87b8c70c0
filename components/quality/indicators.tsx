/** Indicators: the limits of the study, all indicators, and one of them by site and period. */
import type { Kri, KriSites, Qtl } from "@/lib/quality/page_model.ts";
import { formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { Empty, Widget } from "../widget.tsx";
import { mayAct } from "./acts.ts";
import { KriBySite } from "./kri_sites.tsx";
import { Limits } from "./limits.tsx";
import { hrefOf, type Place } from "./place.ts";
import { periodWords, rateWords, SOURCE_WORDS, STATUS_MARKS } from "./words.ts";

export interface IndicatorsProps {
  kris: Kri[];
  qtls: Qtl[];
  kriSites: KriSites | null;
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
  asOf: string;
}

export function Indicators(props: IndicatorsProps) {
  const { kris, qtls, kriSites, place, can, projectId, asOf } = props;
  const chosen = kris.find((kri) => kri.id === place.kri);
  return (
    <div class="grid-12 mt-9">
      {chosen && kriSites && (
        <KriBySite kri={chosen} shown={kriSites} {...{ place, can, projectId, asOf }} />
      )}
      {kris.length > 0 && <Limits {...{ qtls, place, can, projectId, asOf }} />}
      <Widget
        id="kris"
        title="Key risk indicators"
        note={plural(kris.length, "indicator")}
        span={12}
        tools={mayAct(can, "kri") && (
          <a class="btn sm" href={hrefOf(place, { do: "kri" })}>
            <Icon name="plus" />Indicator
          </a>
        )}
        foot={{
          formula: "numerator ÷ denominator by site; sites counted by how they stand in their " +
            "newest period",
          asOf,
          source: plural(kris.length, "row"),
        }}
      >
        {kris.length === 0
          ? (
            <Empty title="No indicator yet">
              <p class="text-ink-2">
                An indicator counts something at each site in each period, out of something, and
                says from when it is at risk or critical. Screening failures, withdrawals and
                deviations are counted from what is here already.
              </p>
            </Empty>
          )
          : <Table {...props} />}
      </Widget>
    </div>
  );
}

function Table({ kris, place, can }: IndicatorsProps) {
  return (
    <table class="tbl cards">
      <caption class="vh">Key risk indicators and how their sites stand</caption>
      <thead>
        <tr>
          <th scope="col">Indicator</th>
          <th scope="col">Thresholds</th>
          <th scope="col">Sites in the newest period</th>
          <th scope="col">
            <span class="vh">Acts</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {kris.map((kri) => (
          <tr>
            <th scope="row" class="full">
              <a href={hrefOf(place, { kri: kri.id })}>{kri.title}</a>
              <span class="src">{`${kri.numerator} ÷ ${kri.denominator}, by ${kri.period}`}</span>
              <span class="src">{SOURCE_WORDS[kri.source]}</span>
            </th>
            <td class="hide text-ink-2">
              {`at risk ${way(kri)} ${rateWords(kri.amber, kri.multiplier)}, critical ${way(kri)} ${
                rateWords(kri.red, kri.multiplier)
              }; at least ${formatNumber(kri.minDenominator)} ${kri.denominator}`}
            </td>
            <td class="full">
              <Sites kri={kri} />
            </td>
            <td>
              <span class="cell-acts">
                {mayAct(can, "qtl") && (
                  <a class="link" href={hrefOf(place, { kri: kri.id, do: "qtl" })}>
                    Limit<span class="vh">: {kri.title}</span>
                  </a>
                )}
                {mayAct(can, "edit-kri") && (
                  <a class="link" href={hrefOf(place, { do: "edit-kri", row: kri.id })}>
                    Edit<span class="vh">: {kri.title}</span>
                  </a>
                )}
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const way = (kri: Kri) => kri.direction === "high" ? "from" : "down to";

function Sites({ kri }: { kri: Kri }) {
  const counts = [
    ["critical", kri.critical],
    ["at-risk", kri.atRisk],
    ["unknown", kri.unknown],
    ["on-track", kri.onTrack],
  ] as const;
  if (kri.newestOn === null) return <Status state="unk" word="Unknown" reason="nothing counted" />;
  return (
    <>
      {counts.filter(([, n]) => n > 0).map(([status, n]) => (
        <span class="mr-3">
          <Status {...STATUS_MARKS[status]} reason={plural(n, "site")} />
        </span>
      ))}
      {kri.criticalTwice > 0 && (
        <span class="src">
          {`${plural(kri.criticalTwice, "site")} critical in two periods running`}
        </span>
      )}
      <span class="src">{`newest ${periodWords(kri.newestOn, kri.period)}`}</span>
    </>
  );
}
