/** One indicator at each site by period: glyph, word, reason; what is not known says why. */
import { periodOf } from "@/lib/quality/model.ts";
import { type Kri, type KriSites, type Point, SITES_ON_PAGE } from "@/lib/quality/page_model.ts";
import { Ask } from "../ask.tsx";
import { CsvLinks } from "../csv/link.tsx";
import { formatNumber, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { mayAct } from "./acts.ts";
import { hrefOf, type Place } from "./place.ts";
import { Trend } from "./trend.tsx";
import { judgeOf, periodWords, pointWords, STATUS_MARKS } from "./words.ts";

interface Props {
  kri: Kri;
  shown: KriSites;
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
  asOf: string;
}

export function KriBySite({ kri, shown, place, can, projectId, asOf }: Props) {
  const enters = kri.source === "entered" && (can.kri_value?.includes("insert") ?? false);
  const note = kri.source === "entered" ? "entered by people" : "counted from what is here";
  return (
    <Widget
      id="kri"
      title={kri.title}
      note={`${plural(shown.total, "site")}, ${note}`}
      span={12}
      tools={
        <>
          {enters && (
            <a
              class="btn sm"
              href={hrefOf(place, { enter: periodOf(asOf.slice(0, 10), kri.period) })}
            >
              <Icon name="edit" />Enter values
            </a>
          )}
          {mayAct(can, "drop-kri") && (
            <a class="btn sm quiet" href={hrefOf(place, { do: "drop-kri", row: kri.id })}>Drop</a>
          )}
          <Ask projectId={projectId} kind="kri" id={kri.id} of={kri.title} look="small" />
          <a class="link text-xs" href={hrefOf(place, { kri: "" })}>All indicators</a>
        </>
      }
      foot={{
        formula: `${
          kri.multiplier === 1 ? "" : `${kri.multiplier} × `
        }${kri.numerator} ÷ ${kri.denominator}; not known under ${kri.minDenominator}`,
        asOf,
        source: plural(shown.sites.length, "site"),
        link: { href: hrefOf(place, { proof: `kri.${kri.id}` }), label: "Proof" },
      }}
    >
      {kri.description && <p class="text-ink-2 mb-3">{kri.description}</p>}
      <Trend kri={kri} periods={shown.periods} points={shown.together} />
      {shown.total === 0
        ? (
          <p class="text-ink-2 mt-3">
            {kri.source === "entered"
              ? "No value has been entered yet."
              : "Nothing has been counted at a site yet."}
          </p>
        )
        : <Table {...{ kri, shown, place }} />}
      <Pager shown={shown} place={place} />
      {kri.source === "entered" && (
        <p class="pager">
          <CsvLinks
            projectId={projectId}
            kind="kri_values"
            mayImport={can.kri_value?.includes("update") ?? false}
            of="values"
          />
        </p>
      )}
    </Widget>
  );
}

function Table({ kri, shown, place }: Pick<Props, "kri" | "shown" | "place">) {
  return (
    <div class="scroll mt-3" tabIndex={0} role="region" aria-label={`${kri.title} by site`}>
      <table class="tbl points">
        <caption class="vh">{kri.title} by site and period, the worst first</caption>
        <thead>
          <tr>
            <th scope="col">Site</th>
            {shown.periods.toReversed().map((on) => (
              <th scope="col">{periodWords(on, kri.period)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.sites.map((site) => (
            <tr>
              <th scope="row">{site.name}</th>
              {shown.periods.toReversed().map((on) =>
                cell(kri, site.points.find((one) => one.periodOn === on), site.siteId, place)
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function cell(kri: Kri, point: Point | undefined, siteId: string, place: Place) {
  if (!point) return <td class="text-ink-3">no record</td>;
  return (
    <td>
      <a
        class="proof"
        href={hrefOf(place, { from: place.from, proof: `point.${siteId}.${point.periodOn}` })}
      >
        <Status {...STATUS_MARKS[point.status]} reason={pointWords(point, judgeOf(kri))} />
      </a>
    </td>
  );
}

function Pager({ shown, place }: { shown: KriSites; place: Place }) {
  const next = shown.from + SITES_ON_PAGE;
  if (shown.from === 0 && next >= shown.total) return null;
  const to = Math.min(next, shown.total);
  return (
    <p class="pager">
      {shown.from > 0 && <a class="btn sm" href={hrefOf(place)}>First page</a>}
      {next < shown.total && (
        <a class="btn sm" href={hrefOf(place, { from: String(next) })}>
          Next<Icon name="right" />
        </a>
      )}
      <span class="text-xs text-ink-3">
        {`${formatNumber(shown.from + 1)} to ${formatNumber(to)} of ${formatNumber(shown.total)}`}
      </span>
    </p>
  );
}
