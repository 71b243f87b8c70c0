/** Lines that need somebody, as they stand on the table, and the one thing to do about each. */
import type { Line, Stand } from "@/lib/budget/model.ts";
import { lineStanding } from "@/lib/budget/words.ts";
import { Glyph } from "../icons.tsx";
import { inShort } from "./tables.tsx";
import { hrefOf, type Place, STANDING_MARKS } from "./words.ts";

/** The first of a line's reasons says what to do. */
const DO: [Stand, { act: string; verb: string }][] = [
  ["overbooked", { act: "line", verb: "Look at the bookings" }],
  ["over", { act: "line", verb: "Look at the forecast" }],
  ["loose", { act: "edit", verb: "Say what drives it" }],
  ["unknown", { act: "line", verb: "Give the quantities" }],
];

export function Needs({ lines, place, mayEdit }: NeedsProps) {
  return (
    <ul class="acts-l">
      {lines.map((line) => {
        const { state, reason } = lineStanding(line);
        const { glyph, word } = STANDING_MARKS[state];
        const [, { act, verb }] = DO.find(([one]) => line.stands.includes(one)) ?? DO.at(-1)!;
        const edits = act === "edit" && mayEdit;
        return (
          <li>
            <Glyph name={glyph} class={`gl t-${glyph}`} />
            <div class="tx">
              <h3>
                <a href={hrefOf(place, { line: line.id })}>{line.title}</a>
              </h3>
              <p>
                <b>{`${word}: ${reason}.`}</b> {inShort(line)}
              </p>
            </div>
            <span class="do">
              <a class="btn sm" href={hrefOf(place, { line: line.id, do: edits ? "edit" : "" })}>
                {verb}
                <span class="vh">: {line.title}</span>
              </a>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

interface NeedsProps {
  lines: Line[];
  place: Place;
  mayEdit: boolean;
}
