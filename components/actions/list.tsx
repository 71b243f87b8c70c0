/** The action list: verb first, then the rule and what it found; owner, due day, one button. */
import type { Action, Severity } from "@/lib/actions/model.ts";
import { KIND_WORDS } from "@/lib/actions/words.ts";
import { Ask } from "../ask.tsx";
import { formatDate, plural, shortened } from "../format.ts";
import { Glyph, type GlyphName } from "../icons.tsx";
import { By } from "../marks.tsx";

const GLYPHS: Record<Severity, GlyphName> = {
  "critical": "crit",
  "at-risk": "risk",
  "unknown": "unk",
  "note": "info",
};
const SPOKEN: Record<Severity, string> = {
  "critical": "Critical",
  "at-risk": "At risk",
  "unknown": "Unknown",
  "note": "Note",
};

/** Names an action in an address: two of one rule differ by what they are about. */
export const keyOf = (action: Pick<Action, "rule" | "subject">) =>
  `${action.rule}.${action.subject.id}`;

interface ActionListProps {
  /** In the order to show; `study` stands before the rule where studies are mixed. */
  actions: Action[];
  /** Whether the reader may put actions off; in lists of one study only. */
  mayPutOff?: boolean;
}

export function ActionList({ actions, mayPutOff }: ActionListProps) {
  return <ul class="acts-l">{actions.map((action) => row(action, mayPutOff ?? false))}</ul>;
}

/** A function, not a component: keyed components leave their keys in the page. */
function row(action: Action, mayPutOff: boolean) {
  const { severity, title, study, why, found, owner, putOff, may, href, act } = action;
  const { rule, subject, projectId } = action;
  const glyph = GLYPHS[severity];
  return (
    <li data-k={keyOf(action)}>
      <Glyph name={glyph} class={`gl t-${glyph}`} />
      <div class="tx">
        <h3>
          <span class="vh">{SPOKEN[severity]}:</span>
          {may ? <a href={href}>{title}</a> : title}
        </h3>
        <p>
          {study && <b>{`${shortened(study, 48)} · `}</b>}
          {study ? why : <b>{why}</b>} {found}
        </p>
        {putOff && <Later putOff={putOff} />}
      </div>
      {owner && <By hand="human" name={owner.name ?? "Name not known"} />}
      <Due action={action} />
      <span class="do">
        <Ask
          {...{ projectId, kind: "action", id: `${rule}:${subject.id}`, of: title, look: "line" }}
        />
        {putOff ? mayPutOff && <TakeBack id={putOff.id} title={title} /> : (
          <>
            {mayPutOff && action.rule !== "chain_broken" && (
              <a class="link text-xs" href={`?off=${keyOf(action)}`}>
                Later<span class="vh">: {title}</span>
              </a>
            )}
            {may && (
              <a class="btn sm" href={href}>
                {act}
                <span class="vh">: {title}</span>
              </a>
            )}
          </>
        )}
      </span>
    </li>
  );
}

/** The due day and, beside it, the age; "" where neither is known. */
function Due({ action }: { action: Action }) {
  const { dueOn, ageDays } = action;
  if (!dueOn && ageDays === null) return null;
  const age = ageDays === null || ageDays < 0
    ? null
    : ageDays === 0
    ? "open since today"
    : `open for ${plural(ageDays, "day")}`;
  return (
    <span class="due">
      {dueOn && <b>{formatDate(dueOn)}</b>}
      {age && <small>{age}</small>}
    </span>
  );
}

function Later({ putOff }: { putOff: NonNullable<Action["putOff"]> }) {
  return (
    <p>
      {KIND_WORDS[putOff.kind]} until {formatDate(putOff.untilOn)}
      {putOff.by && ` by ${putOff.by}`}: {putOff.reason}
    </p>
  );
}

function TakeBack({ id, title }: { id: string; title: string }) {
  return (
    <form method="post">
      <input type="hidden" name="id" value={id} />
      <button type="submit" class="btn sm" name="intent" value="take-back">
        Bring back<span class="vh">: {title}</span>
      </button>
    </form>
  );
}
