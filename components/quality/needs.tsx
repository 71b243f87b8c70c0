/** What needs doing about quality, before anything else: verb first, then why. */
import type { Need } from "@/lib/quality/page_model.ts";
import { Glyph } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { Widget } from "../widget.tsx";
import { mayAct } from "./acts.ts";
import { NEED_WORDS } from "./words.ts";

interface NeedsProps {
  needs: Need[];
  /** Address of the page. */
  base: string;
  can: Record<string, string[]>;
  asOf: string;
}

const SPOKEN: Record<Need["urgency"], string> = {
  crit: "Critical",
  risk: "At risk",
  unk: "Unknown",
};

export function Needs({ needs, base, can, asOf }: NeedsProps) {
  const [first, rest] = [needs.slice(0, 6), needs.slice(6)];
  return (
    <Widget
      id="needs"
      title="Needs doing"
      note={needs.length > 0
        ? `${needs.length}${needs.length === 40 ? " or more" : ""}`
        : undefined}
      foot={{
        formula: "limits breached, indicators critical twice, actions ineffective or past due, " +
          "deviations past due, risks not reviewed",
        asOf,
      }}
    >
      {needs.length === 0
        ? <Status state="ok" word="Nothing" reason="as far as it is known" />
        : <ul class="acts-l">{first.map((need) => row(need, base, can))}</ul>}
      {rest.length > 0 && (
        <details class="more mt-3">
          <summary>{`${rest.length} more`}</summary>
          <ul class="acts-l">{rest.map((need) => row(need, base, can))}</ul>
        </details>
      )}
    </Widget>
  );
}

function row(need: Need, base: string, can: NeedsProps["can"]) {
  const words = NEED_WORDS[need.kind];
  const title = words.title(need.title);
  const does = words.does && mayAct(can, words.does);
  const href = words.href(base, need.id) + (does ? `&do=${words.does}&row=${need.id}` : "");
  return (
    <li>
      <Glyph name={need.urgency} class={`gl t-${need.urgency}`} />
      <div class="tx">
        <h3>
          <span class="vh">{SPOKEN[need.urgency]}:</span>
          <a href={href} aria-current="false">{title}</a>
        </h3>
        <p>
          <b>{words.why}</b> {words.found(need)}
        </p>
      </div>
      <span class="do">
        <a class="btn sm" href={href} aria-current="false">
          {words.does && !does ? "Look" : words.act}
          <span class="vh">: {title}</span>
        </a>
      </span>
    </li>
  );
}
