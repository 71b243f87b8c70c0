/** Corrective and preventive actions: ineffective and overdue first. */
import type { Capa } from "@/lib/quality/page_model.ts";
import { formatDate, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { By, Status } from "../marks.tsx";
import { Empty, Widget } from "../widget.tsx";
import { mayAct } from "./acts.ts";
import { hrefOf, type Place } from "./place.ts";
import { CAPA_MARKS } from "./words.ts";

interface CapasProps {
  capas: Capa[];
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
  asOf: string;
}

export function Capas({ capas, place, can, projectId, asOf }: CapasProps) {
  return (
    <div class="mt-9">
      <Widget
        id="capas"
        title="Corrective and preventive actions"
        note={plural(capas.length, "action")}
        tools={mayAct(can, "capa") && (
          <a class="btn sm" href={hrefOf(place, { do: "capa" })}>
            <Icon name="plus" />Action
          </a>
        )}
        foot={{
          formula: "the state follows from the days: implemented, checked, closed",
          asOf,
          source: plural(capas.length, "row"),
        }}
      >
        {capas.length === 0
          ? (
            <Empty title="No action yet">
              <p class="text-ink-2">
                An action mends what went wrong and keeps it from coming back. It closes when its
                check found that it works.
              </p>
            </Empty>
          )
          : (
            <table class="tbl cards">
              <caption class="vh">Corrective and preventive actions with how they stand</caption>
              <thead>
                <tr>
                  <th scope="col">Action</th>
                  <th scope="col">Standing</th>
                  <th scope="col">Root cause</th>
                  <th scope="col" class="r">Deviations</th>
                  <th scope="col" class="opt">Owner</th>
                </tr>
              </thead>
              <tbody>
                {capas.map((capa) => (
                  <tr>
                    <th scope="row" class="full">
                      <a href={`/projects/${projectId}/quality/capas/${capa.id}`}>{capa.title}</a>
                      <span class="src">opened {formatDate(capa.openedOn)}</span>
                    </th>
                    <td class="full">
                      <CapaStatus capa={capa} />
                    </td>
                    <td class="wrap hide text-ink-2">
                      {capa.rootCause ?? <span class="text-ink-3">not known</span>}
                    </td>
                    <td class="r hide">{capa.deviations}</td>
                    <td class="opt hide">
                      {capa.ownerName
                        ? <By hand="human" name={capa.ownerName} />
                        : <span class="text-ink-3">nobody</span>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
      </Widget>
    </div>
  );
}

const due = ({ nextDueOn }: Capa) => nextDueOn ? `due ${formatDate(nextDueOn)}` : "no day set";

/** What is next, and how late. */
export function capaReason(capa: Capa): string {
  switch (capa.state) {
    case "closed":
      return `on ${formatDate(capa.closedOn!)}`;
    case "ineffective":
      return `the check of ${formatDate(capa.effectivenessCheckedOn!)} found that it does not work`;
    case "implemented":
      return capa.effective
        ? "found to work, to be closed"
        : `on ${formatDate(capa.implementedOn!)}, no check planned`;
    default:
      return capa.overdue ? `${due(capa)}, ${plural(capa.daysOver ?? 0, "day")} ago` : due(capa);
  }
}

export function CapaStatus({ capa }: { capa: Capa }) {
  const { state, word } = CAPA_MARKS[capa.state];
  return (
    <Status
      state={capa.urgency ?? state}
      word={capa.overdue ? `${word}, overdue` : word}
      reason={capaReason(capa)}
    />
  );
}
