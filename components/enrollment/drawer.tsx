/** The proof drawer of enrollment: value, formula with its numbers, rows, days. */
import { DrawerFrame } from "../drawer.tsx";
import { formatMoment } from "../format.ts";
import { Status } from "../marks.tsx";
import type { EnrollmentProof } from "./proof.ts";
import { hrefOf, type Place, proofId, STAND_MARKS } from "./words.ts";

interface Props {
  proof: EnrollmentProof;
  /** Its key. */
  of: string;
  place: Place;
  /** UTC timestamp of the reading. */
  asOf: string;
}

const head = (column: string) => <th scope="col" class="r">{column}</th>;
const cell = (text: string) => <td class="r">{text}</td>;

export function Drawer({ proof, of, place, asOf }: Props) {
  const { title, value, stand, facts, columns, rows, more } = proof;
  return (
    <DrawerFrame title={title} close={`${hrefOf(place)}#${encodeURIComponent(proofId(of))}`}>
      <p class="drawer-v">{value}</p>
      {stand && (
        <Status
          state={STAND_MARKS[stand.state].glyph}
          word={STAND_MARKS[stand.state].word}
          reason={stand.reason}
        />
      )}
      <dl class="kv mt-5">
        {facts.map(([name, says]) => (
          <>
            <dt>{name}</dt>
            <dd>{says}</dd>
          </>
        ))}
        <dt>Read</dt>
        <dd>{formatMoment(asOf)}</dd>
      </dl>
      <table class="tbl mt-5">
        <caption class="vh">Rows</caption>
        <thead>
          <tr>
            <th scope="col">{rows.some((row) => row.id) ? "Site" : "Count"}</th>
            {columns.map(head)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, name, cells }) => (
            <tr>
              <th scope="row">
                {id
                  ? (
                    <a href={hrefOf(place, { site: id, country: "", sort: "", from: "" })}>
                      {name}
                    </a>
                  )
                  : name}
              </th>
              {cells.map(cell)}
            </tr>
          ))}
        </tbody>
      </table>
      {more && <p class="text-xs text-ink-3 mt-2">{more}</p>}
    </DrawerFrame>
  );
}
