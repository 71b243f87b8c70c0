/** Lines that need somebody, and the one thing to do about each. */
import type { Line, Stand } from "@/lib/budget/model.ts";
import { Glyph, type GlyphName } from "../icons.tsx";
import { inShort } from "./tables.tsx";
import { hrefOf, type Place, shareOf, STAND_WORDS } from "./words.ts";

/** The worst of a line's reasons says what to do. */
const DO: Record<Stand, { glyph: GlyphName; act: string; verb: string }> = {
  overbooked: { glyph: "crit", act: "line", verb: "Look at the bookings" },
  over: { glyph: "risk", act: "line", verb: "Look at the forecast" },
  loose: { glyph: "unk", act: "edit", verb: "Say what drives it" },
  unknown: { glyph: "unk", act: "line", verb: "Give the quantities" },
};
const ORDER: Stand[] = ["overbooked", "over", "loose", "unknown"];

export function Needs({ lines, place, mayEdit }: NeedsProps) {
  return (
    <ul class="acts-l">
      {lines.map((line) => {
        const worst = ORDER.find((one) => line.stands.includes(one)) ?? "unknown";
        const { glyph, act, verb } = DO[worst];
        const share = worst === "over" || worst === "overbooked" ? shareOf(line) : null;
        const edits = act === "edit" && mayEdit;
        return (
          <li>
            <Glyph name={glyph} class={`gl t-${glyph}`} />
            <div class="tx">
              <h3>
                <a href={hrefOf(place, { line: line.id })}>{line.title}</a>
              </h3>
              <p>
                <b>{STAND_WORDS[worst]}{share ? ` (${share})` : ""}.</b> {inShort(line)}
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
