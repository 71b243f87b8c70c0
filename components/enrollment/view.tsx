/** The page of enrollment: how it stands, against plan, from step to step, and where. */
import type { HistoryRow, Summary } from "@/lib/enrollment/model.ts";
import { CsvLinks } from "../csv/link.tsx";
import { formatDate, plural } from "../format.ts";
import { PickOne } from "../filter_bar.tsx";
import { Icon } from "../icons.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";
import { BurnUp } from "./burnup.tsx";
import { Drawer } from "./drawer.tsx";
import { Figures } from "./figures.tsx";
import { Funnel } from "./funnel.tsx";
import { History } from "./history.tsx";
import { proofOf } from "./proof.ts";
import { ByPlace } from "./tables.tsx";
import { countryKey, countryWords, hrefOf, type Place, scopeWords } from "./words.ts";

interface EnrollmentProps {
  projectId: string;
  summary: Summary;
  countries: string[];
  history: HistoryRow[];
  place: Place;
  mayEnter: boolean;
  /** Day that the grid opens with. */
  today: string;
  /** Key of the number whose proof is open. */
  proof: string;
  /** UTC timestamp of the reading. */
  asOf: string;
}

export function Enrollment(props: EnrollmentProps) {
  const { projectId, summary, place, history, proof, asOf } = props;
  const open = proof ? proofOf(summary, proof) : null;
  return (
    <>
      <EnrollmentHead {...props} />
      {summary.total.counted === 0 ? <Nothing {...props} /> : (
        <>
          <Figures summary={summary} place={place} />
          <div class="grid-12 mt-9">
            <BurnUp projectId={projectId} summary={summary} place={place} asOf={asOf} />
            <Funnel summary={summary} place={place} asOf={asOf} />
            {summary.scope.kind === "site"
              ? <History rows={history} asOf={asOf} />
              : <ByPlace summary={summary} place={place} asOf={asOf} />}
          </div>
        </>
      )}
      {open && <Drawer proof={open} of={proof} place={place} asOf={asOf} />}
    </>
  );
}

function EnrollmentHead(
  { projectId, summary, countries, place, mayEnter, today }: EnrollmentProps,
) {
  const { total, scope, asOf } = summary;
  const sub = asOf === null
    ? `${plural(total.sites, "site")}, nobody counted yet`
    : `${plural(total.counted, "site")} of ${total.sites} counted, the newest on ${
      formatDate(asOf)
    }`;
  return (
    <>
      <PageHead
        title="Enrollment"
        sub={sub}
        acts={total.sites > 0 && (
          <>
            <CsvLinks projectId={projectId} kind="enrollment" mayImport={mayEnter} />
            {mayEnter && (
              <a class="btn primary" href={`?enter=${today}`}>
                <Icon name="edit" />Enter counts
              </a>
            )}
          </>
        )}
      />
      {(countries.length > 1 || scope.kind !== "study") && (
        <form class="filters mb-5" action={`/projects/${projectId}/enrollment`}>
          {countries.length > 1 && (
            <>
              <PickOne
                name="country"
                label="Country"
                value={place.country}
                options={countries.map((country) => ({
                  value: countryKey(country),
                  label: countryWords(country),
                }))}
              />
              <button type="submit" class="btn sm">Show</button>
            </>
          )}
          {scope.kind !== "study" && (
            <>
              <b>{scopeWords(summary)}</b>
              <a class="link text-xs" href={hrefOf({ ...place, country: "", site: "", from: "" })}>
                The whole study
              </a>
            </>
          )}
          {scope.kind === "site" && (
            <a class="link text-xs" href={`/projects/${projectId}/sites/${scope.site!.id}`}>
              Its dossier
            </a>
          )}
        </form>
      )}
    </>
  );
}

function Nothing({ projectId, summary, mayEnter, today }: EnrollmentProps) {
  const { sites } = summary.total;
  const elsewhere = sites === 0 && summary.scope.kind === "country";
  return (
    <Widget id="none" title="Nothing counted yet">
      {elsewhere
        ? (
          <Empty title={`No site in ${scopeWords(summary)}`}>
            <p>
              <a class="link" href={`/projects/${projectId}/enrollment`}>The whole study</a>
            </p>
          </Empty>
        )
        : sites === 0
        ? (
          <Empty title="The study has no sites yet">
            <p>
              Enrollment is counted by site. Add a site first; then the funnel, the burn-up against
              plan and a table by site appear here.
            </p>
            <p class="mt-3">
              <a class="btn" href={`/projects/${projectId}/sites`}>Open sites</a>
            </p>
          </Empty>
        )
        : (
          <Empty title="Nobody has been counted">
            <p>
              Enter how many people were screened, failed, enrolled and withdrawn at each site up to
              a day. The funnel, the burn-up against plan and a table by site appear here.
            </p>
            <p class="mt-3">
              {mayEnter
                ? <a class="btn primary" href={`?enter=${today}`}>Enter counts</a>
                : "Your role cannot enter counts: a coordinator, monitor or data manager can."}
            </p>
          </Empty>
        )}
    </Widget>
  );
}
