/** What the answer of the study stands or falls with, and what watches over it. */
import type { Factor } from "@/lib/quality/page_model.ts";
import { Ask } from "../ask.tsx";
import { plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Empty, Widget } from "../widget.tsx";
import { mayAct } from "./acts.ts";
import { hrefOf, type Place } from "./place.ts";

interface FactorsProps {
  factors: Factor[];
  place: Place;
  can: Record<string, string[]>;
  projectId: string;
  asOf: string;
}

export function Factors({ factors, place, can, projectId, asOf }: FactorsProps) {
  return (
    <div class="mt-9">
      <Widget
        id="factors"
        title="Critical-to-quality factors"
        note={plural(factors.length, "factor")}
        tools={mayAct(can, "factor") && (
          <a class="btn sm" href={hrefOf(place, { do: "factor" })}>
            <Icon name="plus" />Factor
          </a>
        )}
        foot={{
          formula: "risks and indicators that name the factor",
          asOf,
          source: plural(factors.length, "row"),
        }}
      >
        {factors.length === 0
          ? (
            <Empty title="No factor yet">
              <p class="text-ink-2">
                Write down what must not go wrong for the answer of the study to hold, such as
                consent before any procedure. Risks and indicators then say which of them they
                guard.
              </p>
            </Empty>
          )
          : (
            <table class="tbl cards">
              <caption class="vh">Factors with the risks and indicators that name them</caption>
              <thead>
                <tr>
                  <th scope="col">Factor</th>
                  <th scope="col">Why it matters</th>
                  <th scope="col" class="r">Risks</th>
                  <th scope="col" class="r">Indicators</th>
                  <th scope="col">
                    <span class="vh">Acts</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                {factors.map((factor) => row(factor, place, can, projectId))}
              </tbody>
            </table>
          )}
      </Widget>
    </div>
  );
}

function row(factor: Factor, place: Place, can: Record<string, string[]>, projectId: string) {
  return (
    <tr>
      <th scope="row" class="full">{factor.title}</th>
      <td class="wrap full text-ink-2">
        {factor.rationale ?? <span class="text-ink-3">not written down</span>}
      </td>
      <td class="r hide">{factor.risks}</td>
      <td class="r hide">{factor.kris}</td>
      <td>
        <span class="cell-acts">
          {mayAct(can, "edit-factor") && (
            <a class="link" href={hrefOf(place, { do: "edit-factor", row: factor.id })}>
              Edit<span class="vh">: {factor.title}</span>
            </a>
          )}
          {mayAct(can, "drop-factor") && (
            <a class="link" href={hrefOf(place, { do: "drop-factor", row: factor.id })}>
              Drop<span class="vh">: {factor.title}</span>
            </a>
          )}
          <Ask
            {...{
              projectId,
              kind: "critical_factor",
              id: factor.id,
              of: factor.title,
              look: "link",
            }}
          />
        </span>
      </td>
    </tr>
  );
}
