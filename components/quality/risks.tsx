/** Risks: the map, those that somebody must stand up for, all of them by score. */
import type { Risk } from "@/lib/quality/page_model.ts";
import { CsvLinks } from "../csv/link.tsx";
import { formatDate, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { By, Status } from "../marks.tsx";
import { Empty, Widget } from "../widget.tsx";
import { mayAct } from "./acts.ts";
import { suggestedWords } from "../words.ts";
import { Heat } from "./heat.tsx";
import { hrefOf, type Place } from "./place.ts";
import { riskNumber, scoreReason, ZONE_MARKS } from "./words.ts";

interface RisksProps {
  risks: Risk[];
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
  asOf: string;
}

export function Risks({ risks, place, can, projectId, asOf }: RisksProps) {
  const suggested = risks.filter((risk) => risk.state === "unconfirmed");
  const kept = risks.filter((risk) => risk.state !== "unconfirmed");
  const add = mayAct(can, "risk");
  return (
    <div class="grid-12 mt-9">
      {risks.length > 0 && <Heat risks={risks} place={place} asOf={asOf} />}
      {suggested.length > 0 && <Suggested {...{ suggested, place, can, asOf }} />}
      <Widget
        id="risks"
        title="Risks"
        note={plural(kept.length, "risk")}
        span={12}
        tools={add && (
          <a class="btn sm" href={hrefOf(place, { do: "risk" })}>
            <Icon name="plus" />Risk
          </a>
        )}
        foot={{ formula: "score = likelihood × impact, highest first; then × detectability", asOf }}
      >
        {kept.length === 0
          ? (
            <Empty title="No risk yet">
              <p class="text-ink-2">
                Write down what could go wrong, how likely, how bad and how hard to notice it is.
                The map and the reviews follow.
              </p>
            </Empty>
          )
          : <Table risks={kept} place={place} />}
        <p class="pager">
          <CsvLinks projectId={projectId} kind="risks" mayImport={mayAct(can, "edit-risk")} />
        </p>
      </Widget>
    </div>
  );
}

function Suggested(
  { suggested, place, can, asOf }: Omit<RisksProps, "risks" | "projectId"> & { suggested: Risk[] },
) {
  return (
    <Widget
      id="suggested"
      title="Suggested, to keep or drop"
      note={plural(suggested.length, "risk")}
      span={6}
      foot={{ formula: "suggested by a rule; nobody has confirmed it", asOf }}
    >
      <ul class="sugs">
        {suggested.map((risk) => suggestion(risk, place, can))}
      </ul>
    </Widget>
  );
}

/** Kept with one press; dropped too while nobody has reviewed it, else with a reason. */
function suggestion(risk: Risk, place: Place, can: RisksProps["can"]) {
  const about = <span class="vh">{`: ${risk.title}`}</span>;
  const drops = mayAct(can, "drop-risk");
  return (
    <li>
      <div>
        <a href={hrefOf(place, { risk: risk.id })}>{`${riskNumber(risk)} ${risk.title}`}</a>
        {risk.basis && <span class="src">{suggestedWords(risk.basis)}</span>}
      </div>
      {mayAct(can, "edit-risk") && (
        <form method="post" class="flex gap-2">
          <input type="hidden" name="row" value={risk.id} />
          <input type="hidden" name="version" value={risk.version} />
          <button type="submit" class="btn sm" name="intent" value="confirm-risk">
            Keep{about}
          </button>
          {drops && risk.reviews === 0 && (
            <button type="submit" class="btn sm quiet" name="intent" value="drop-suggested">
              Drop{about}
            </button>
          )}
          {drops && risk.reviews > 0 && (
            <a class="btn sm quiet" href={hrefOf(place, { do: "drop-risk", row: risk.id })}>
              Drop{about}
            </a>
          )}
        </form>
      )}
    </li>
  );
}

function Table({ risks, place }: { risks: Risk[]; place: Place }) {
  return (
    <table class="tbl cards">
      <caption class="vh">Risks with their score, review and owner</caption>
      <thead>
        <tr>
          <th scope="col">Risk</th>
          <th scope="col">Standing</th>
          <th scope="col">Controls</th>
          <th scope="col">Review</th>
          <th scope="col" class="opt">Owner</th>
        </tr>
      </thead>
      <tbody>
        {risks.map((risk) => (
          <tr>
            <th scope="row" class="full">
              <a href={hrefOf(place, { risk: risk.id })}>{`${riskNumber(risk)} ${risk.title}`}</a>
              {risk.factorTitle && <span class="src">for {risk.factorTitle}</span>}
            </th>
            <td class="full">
              <Standing risk={risk} place={place} />
            </td>
            <td class="wrap hide text-ink-2">
              {risk.mitigation ?? <span class="text-ink-3">none written down</span>}
            </td>
            <td class="full">
              <Reviewed risk={risk} />
            </td>
            <td class="opt hide">
              {risk.ownerName
                ? <By hand="human" name={risk.ownerName} />
                : <span class="text-ink-3">nobody</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Standing({ risk, place }: { risk: Risk; place: Place }) {
  if (risk.state === "closed") {
    return <Status state="ok" word="Closed" reason={`on ${formatDate(risk.closedOn!)}`} />;
  }
  if (risk.zone === null) return <Status state="unk" word="Unknown" reason={scoreReason(risk)} />;
  return (
    <a class="proof" href={hrefOf(place, { proof: `risk.${risk.id}` })}>
      <Status {...ZONE_MARKS[risk.zone]} reason={scoreReason(risk)} />
    </a>
  );
}

function Reviewed({ risk }: { risk: Risk }) {
  const last = risk.lastReviewedOn === null
    ? "never reviewed"
    : `last on ${formatDate(risk.lastReviewedOn)}`;
  if (risk.reviewOverdue) {
    const reason = `was due ${formatDate(risk.reviewDueOn!)}, ${last}`;
    return <Status state="risk" word="Overdue" reason={reason} />;
  }
  return (
    <span class="text-ink-2">
      {risk.state === "open" && risk.reviewDueOn ? `due ${formatDate(risk.reviewDueOn)}, ` : ""}
      {last}
    </span>
  );
}
