/** The strip of figures: value, target in words, how it stands and why. */
import { type Summary } from "@/lib/enrollment/model.ts";
import {
  enrollingOf,
  LEAST_RETAINED,
  MOST_SCREENED_PER_ENROLLED,
  type Stand,
  standOfPlan,
  standOfRetention,
  standOfScreening,
} from "@/lib/enrollment/words.ts";
import { formatNumber, formatPercent } from "../format.ts";
import { Status } from "../marks.tsx";
import {
  countOr,
  daysOf,
  hrefOf,
  missingWords,
  type Place,
  proofId,
  ratioOf,
  shareOf,
  STAND_MARKS,
} from "./words.ts";

interface FigureProps {
  title: string;
  value: string;
  /** Unit and target, in words. */
  target: string;
  stand: Stand | null;
  /** What is said where there is nothing to stand against. */
  note?: string;
  formula: string;
  days: string;
  proof: string;
  place: Place;
}

function Figure(props: FigureProps) {
  const { title, value, target, stand, note, formula, days, proof, place } = props;
  return (
    <li class="kpi">
      <h3>{title}</h3>
      <p class="v">
        <a class="proof" id={proofId(proof)} href={hrefOf(place, { proof })}>
          {value}
          <span class="vh">{` ${title}`}</span>
        </a>
        <small>{target}</small>
      </p>
      {stand
        ? (
          <Status
            state={STAND_MARKS[stand.state].glyph}
            word={STAND_MARKS[stand.state].word}
            reason={stand.reason}
          />
        )
        : <p class="text-xs text-ink-2">{note}</p>}
      <p class="foot">
        <span>
          <span class="fx" aria-hidden="true">ƒ</span>
          {formula}
        </span>
        <span class="block">{days}</span>
      </p>
    </li>
  );
}

export function Figures({ summary, place }: { summary: Summary; place: Place }) {
  const { counts, rates, counted, sites } = summary.total;
  const { plan, planned } = summary;
  const standing = standOfPlan(counts.enrolled.n, planned, enrollingOf(summary));
  const unplanned = plan.missing.length > 0 && counts.enrolled.n !== null
    ? { ...standing, reason: `not known: ${missingWords(plan.missing, plan)}` }
    : standing;
  const failure = rates.screenFailure;
  return (
    <section aria-labelledby="figures">
      <h2 class="vh" id="figures">In figures</h2>
      <ul class="kpis">
        <Figure
          title="Enrolled"
          value={countOr(counts.enrolled.n)}
          target={planned === null
            ? plan.target === null ? "" : `of ${formatNumber(plan.target)}`
            : `of ${formatNumber(Math.round(planned))} planned by then`}
          stand={unplanned}
          formula="enrolled ÷ planned to date"
          days={daysOf(counts.enrolled)}
          proof="enrolled"
          place={place}
        />
        <Figure
          title="Screened to enrolled"
          value={ratioOf(rates.enrollment)}
          target={`under ${MOST_SCREENED_PER_ENROLLED} : 1`}
          stand={standOfScreening(rates.enrollment)}
          formula="screened ÷ enrolled"
          days={daysOf(counts.screened)}
          proof="enrollment"
          place={place}
        />
        <Figure
          title="Retention"
          value={shareOf(rates.retention)}
          target={`over ${formatPercent(LEAST_RETAINED)}`}
          stand={standOfRetention(rates.retention)}
          formula={rates.retention.formula}
          days={daysOf(counts.withdrawn)}
          proof="retention"
          place={place}
        />
        <Figure
          title="Screen failures"
          value={shareOf(failure)}
          target="of the screened"
          stand={failure.unknown === null ? null : { state: "unknown", reason: failure.unknown }}
          note={`${countOr(failure.numerator)} of ${
            countOr(failure.denominator)
          }; no target is set`}
          formula={failure.formula}
          days={daysOf(counts.screenFailed)}
          proof="screenFailure"
          place={place}
        />
        <Figure
          title="Sites counted"
          value={formatNumber(counted)}
          target={`of ${formatNumber(sites)}`}
          stand={null}
          note={counted === sites
            ? "every site has been counted"
            : `${formatNumber(sites - counted)} without any count: what they hold is not known`}
          formula="sites with a snapshot"
          days={summary.asOf === null ? "not counted" : `newest ${
            daysOf({
              oldest: summary.asOf,
              newest: summary.asOf,
            })
          }`}
          proof="counted"
          place={place}
        />
      </ul>
    </section>
  );
}
