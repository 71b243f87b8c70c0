/** The documents by zone of the Trial Master File. */
import { DOCUMENT_STATES, STATE_WORDS } from "@/lib/documents/model.ts";
import { formatNumber, plural } from "../format.ts";
import { Widget } from "../widget.tsx";
import type { DocumentsView } from "./list.tsx";

export function Zones({ view: { zones, asOf, states } }: { view: DocumentsView }) {
  const shown = DOCUMENT_STATES.filter((state) => states[state]);
  return (
    <div class="mt-9">
      <Widget
        id="zones"
        title="By zone of the Trial Master File"
        foot={{
          formula: "by the first two digits of the TMF number",
          asOf,
          source: plural(zones.length, "zone"),
        }}
      >
        <div class="scroll" tabIndex={0} role="region" aria-label="Documents by zone">
          <table class="tbl">
            <caption class="vh">Documents of each zone by their state</caption>
            <thead>
              <tr>
                <th scope="col">Zone</th>
                <th scope="col" class="r">Documents</th>
                {shown.map((state) => (
                  <th key={state} scope="col" class="r">{STATE_WORDS[state]}</th>
                ))}
              </tr>
            </thead>
            <tbody>
              {zones.map((one) => (
                <tr>
                  <th scope="row">
                    {one.zone === "-"
                      ? "Without a number"
                      : [one.zone, one.name ?? "Zone not in the list"].join(" ")}
                  </th>
                  <td class="r">
                    <a class="proof" href={`?zone=${one.zone}`}>{formatNumber(one.expected)}</a>
                  </td>
                  {shown.map((state) => (
                    <td class="r">
                      {one.states[state]
                        ? (
                          <a class="proof" href={`?zone=${one.zone}&state=${state}`}>
                            {formatNumber(one.states[state]!)}
                          </a>
                        )
                        : <span class="text-ink-3">0</span>}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Widget>
    </div>
  );
}
