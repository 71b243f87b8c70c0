/** Open risks by likelihood (rows) and impact (columns); the raised figure is detectability. */
import { zoneOf } from "@/lib/quality/model.ts";
import type { Risk } from "@/lib/quality/page_model.ts";
import { formatNumber, plural } from "../format.ts";
import { Gap } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { hrefOf, type Place } from "./place.ts";
import { IMPACT, LIKELIHOOD, riskNumber } from "./words.ts";

const SCORES = [1, 2, 3, 4, 5];
const TONES = { low: undefined, medium: "md", high: "hi" };

interface HeatProps {
  risks: Risk[];
  place: Place;
  asOf: string;
}

export function Heat({ risks, place, asOf }: HeatProps) {
  const open = risks.filter((risk) => risk.state !== "closed");
  const scored = open.filter((risk) => risk.score !== null);
  const rest = open.length - scored.length;
  return (
    <Widget
      id="heat"
      title="Risk map"
      note={`${formatNumber(scored.length)} of ${plural(open.length, "open risk")} assessed`}
      span={6}
      foot={{
        formula: "likelihood × impact: medium from 8, high from 15",
        asOf,
        source: plural(scored.length, "row"),
      }}
    >
      <p class="axis-n">Likelihood down, impact across; small figure is detectability</p>
      <table class="heat">
        <caption class="vh">
          Open risks by likelihood (rows) and impact (columns). The small figure is detectability.
        </caption>
        <tbody>
          {SCORES.toReversed().map((likelihood) => (
            <tr>
              <th scope="row">{`${LIKELIHOOD[likelihood - 1]} ${likelihood}`}</th>
              {SCORES.map((impact) => cell(scored, likelihood, impact, place))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">
              <span class="vh">Impact</span>
            </th>
            {SCORES.map((impact) => (
              <th scope="col">
                {impact} <span class="vh">{IMPACT[impact - 1]}</span>
              </th>
            ))}
          </tr>
        </tfoot>
      </table>
      {rest > 0 && (
        <div class="mt-3">
          <Gap what={`likelihood or impact of ${plural(rest, "risk")}: no place on the map.`} />
        </div>
      )}
    </Widget>
  );
}

function cell(risks: Risk[], likelihood: number, impact: number, place: Place) {
  const here = risks.filter((one) => one.likelihood === likelihood && one.impact === impact);
  return (
    <td class={TONES[zoneOf(likelihood * impact)!]}>
      {here.map((risk, n) => (
        <>
          {n > 0 && " "}
          <a href={hrefOf(place, { risk: risk.id })} title={risk.title}>
            {riskNumber(risk)}
            {risk.detectability !== null && (
              <sup>
                <span class="vh">detectability</span>
                {risk.detectability}
              </sup>
            )}
            <span class="vh">: {risk.title}</span>
          </a>
        </>
      ))}
    </td>
  );
}
