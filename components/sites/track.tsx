/** The pipeline of one site: what has happened with its day, what has not is dashed. */
import { type Fact, FACT_WORDS, type Site } from "@/lib/sites/model.ts";
import { formatDate } from "../format.ts";
import { activationVariance, daysBetween } from "./words.ts";

const STAGES: Fact[] = [
  "identifiedOn",
  "selectedOn",
  "contractSignedOn",
  "ethicsApprovedOn",
  "initiationVisitOn",
  "activatedOn",
  "firstParticipantOn",
  "closedOn",
];

interface TrackProps {
  site: Site;
  mayEdit: boolean;
  today: string;
}

export function Track({ site, mayEdit, today }: TrackProps) {
  const known = STAGES.filter((fact) => site[fact] !== null);
  // The newest of them is where the site is.
  const newest = known.toSorted((a, b) => site[a]! < site[b]! ? 1 : -1)[0];
  return (
    <ol class="track" aria-label="Pipeline of the site">
      {STAGES.map((fact) => {
        const on = site[fact];
        return (
          <li class={on ? undefined : "todo"} aria-current={fact === newest ? "step" : undefined}>
            <b>{FACT_WORDS[fact]}</b>
            <small>
              {on
                ? [formatDate(on), fact === newest && fact !== "closedOn" && since(on, today)]
                  .filter(Boolean).join(", ")
                : fact === "activatedOn"
                ? planned(site, today)
                : "not on record"}
            </small>
            {mayEdit && (
              <a class="link text-xs" href={`?do=${fact}`}>
                {on ? "Correct" : "Record"}
                <span class="vh">: {FACT_WORDS[fact]}</span>
              </a>
            )}
          </li>
        );
      })}
    </ol>
  );
}

function since(on: string, today: string): string | null {
  const days = daysBetween(on, today);
  return days > 0 ? `${days} d ago` : null;
}

function planned(site: Site, today: string): string {
  const variance = activationVariance(site, today);
  return site.plannedActivationOn
    ? [`plan ${formatDate(site.plannedActivationOn)}`, variance?.text].filter(Boolean).join(", ")
    : "no plan";
}
