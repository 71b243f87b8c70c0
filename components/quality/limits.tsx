/** Quality tolerance limits: the value of the whole study against its warning and its limit. */
import type { Qtl } from "@/lib/quality/page_model.ts";
import { Ask } from "../ask.tsx";
import { plural } from "../format.ts";
import { Status } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { mayAct } from "./acts.ts";
import { hrefOf, type Place } from "./place.ts";
import { limitOf, pointReason, rateWords, STATUS_MARKS } from "./words.ts";

interface LimitsProps {
  qtls: Qtl[];
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
  asOf: string;
}

export function Limits({ qtls, place, can, projectId, asOf }: LimitsProps) {
  return (
    <Widget
      id="limits"
      title="Quality tolerance limits"
      note={plural(qtls.length, "limit")}
      span={12}
      foot={{
        formula: "the indicator over all sites and periods that have both counts",
        asOf,
        source: plural(qtls.length, "row"),
      }}
    >
      {qtls.length === 0
        ? (
          <p class="text-ink-2">
            No limit yet. A limit belongs to an indicator: add it from the indicator’s row.
          </p>
        )
        : (
          <table class="tbl cards">
            <caption class="vh">Quality tolerance limits with the value of the study</caption>
            <thead>
              <tr>
                <th scope="col">Limit</th>
                <th scope="col">Value</th>
                <th scope="col" class="r">Warning</th>
                <th scope="col" class="r">Limit</th>
                <th scope="col">Standing</th>
                <th scope="col">
                  <span class="vh">Acts</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {qtls.map((qtl) => row(qtl, place, can, projectId))}
            </tbody>
          </table>
        )}
    </Widget>
  );
}

function row(qtl: Qtl, place: Place, can: Record<string, string[]>, projectId: string) {
  const { multiplier, warningLimit, limitValue } = qtl;
  return (
    <tr>
      <th scope="row" class="full">
        {qtl.title}
        <span class="src">{qtl.kriTitle}</span>
      </th>
      <td class="full">
        <Bar qtl={qtl} />
      </td>
      <td class="r hide">{warningLimit === null ? "none" : rateWords(warningLimit, multiplier)}</td>
      <td class="r hide">{rateWords(limitValue, multiplier)}</td>
      <td class="full">
        <a class="proof" href={hrefOf(place, { proof: `qtl.${qtl.id}` })}>
          <Status {...STATUS_MARKS[qtl.status]} reason={pointReason(qtl, limitOf(qtl))} />
        </a>
      </td>
      <td>
        <span class="cell-acts">
          {mayAct(can, "edit-qtl") && (
            <>
              <a class="link" href={hrefOf(place, { do: "edit-qtl", row: qtl.id })}>
                Edit<span class="vh">: {qtl.title}</span>
              </a>
              <a class="link" href={hrefOf(place, { do: "drop-qtl", row: qtl.id })}>
                Drop<span class="vh">: {qtl.title}</span>
              </a>
            </>
          )}
          <Ask projectId={projectId} kind="qtl" id={qtl.id} of={qtl.title} look="link" />
        </span>
      </td>
    </tr>
  );
}

/** The value as a bar; ticks at the warning and the limit. */
function Bar({ qtl }: { qtl: Qtl }) {
  const { value, warningLimit, limitValue } = qtl;
  const top = Math.max(value ?? 0, warningLimit ?? 0, limitValue) * 1.15 || 1;
  const at = (one: number) => Number((one * 200 / top).toFixed(1));
  return (
    <svg class="bar qbar" viewBox="0 0 200 16" preserveAspectRatio="none" aria-hidden="true">
      <rect class={value === null ? "none" : "t"} x="0" y="5" width="200" height="6" />
      {value !== null && <rect class="b" x="0" y="5" width={at(value)} height="6" />}
      {warningLimit !== null && (
        <rect class="warn" x={at(warningLimit)} y="2" width="1.5" height="12" />
      )}
      <rect class="limit" x={at(limitValue)} y="0" width="1.5" height="16" />
    </svg>
  );
}
