/** What an item waits for and what waits for it; links are added and removed here. */
import { type Dependency, LINK_WORDS, type LinkType } from "@/lib/planning/model.ts";
import { Field, Problems, Select } from "../form.tsx";
import { formatNumber, plural } from "../format.ts";
import { RuleMade } from "./texts.tsx";
import { hrefOf } from "./query.ts";
import { rowsOf, sorted } from "./rows.ts";
import { Widget } from "../widget.tsx";
import type { ItemView } from "./item.tsx";

const TYPES: LinkType[] = ["FS", "SS", "FF", "SF"];

/** Of the other item: what this one waits for it to do. */
const AFTER: Record<LinkType, string> = LINK_WORDS;

const lagWords = ({ lagDays, lagCalendar }: Dependency) =>
  lagDays === 0
    ? null
    : `${formatNumber(Math.abs(lagDays))} ${lagCalendar} ${
      Math.abs(lagDays) === 1 ? "day" : "days"
    } ${lagDays > 0 ? "after" : "before"}`;

export function ItemLinks(view: ItemView) {
  const { row, plan } = view;
  const before = plan.dependencies.filter(({ toId }) => toId === row.id);
  const after = plan.dependencies.filter(({ fromId }) => fromId === row.id);
  return (
    <Widget id="links-t" title="Waits for" note={plural(before.length, "item")}>
      {before.length === 0 && <p class="text-ink-3">Nothing. It may start on its planned day.</p>}
      {list(before, "fromId", view)}
      {after.length > 0 && <h3 class="mt-4 font-medium">Waiting for it</h3>}
      {list(after, "toId", view)}
      {plan.may.dependencies.add && <AddLink {...view} />}
    </Widget>
  );
}

function list(links: Dependency[], end: "fromId" | "toId", { plan, query }: ItemView) {
  const titles = new Map(rowsOf(plan).map(({ id, item }) => [id, item.title]));
  return (
    <ul class="rows plain">
      {links.map((link) => (
        <li>
          <span>
            {link.state === "unconfirmed" && <RuleMade />}
            <a class="link" href={hrefOf(query, {}, { item: link[end] })}>
              {titles.get(link[end]) ?? "An item that you do not see"}
            </a>
            <small>
              {[
                end === "fromId"
                  ? `this ${AFTER[link.type]}`
                  : `that ${AFTER[link.type].replace(" it ", " this ")}`,
                lagWords(link),
              ].filter(Boolean).join(", ")}
            </small>
          </span>
          {plan.may.dependencies.remove && (
            <form method="post">
              <input type="hidden" name="link" value={link.id} />
              <input type="hidden" name="version" value={link.version} />
              <button
                type="submit"
                class="btn sm quiet"
                name="intent"
                value="unlink"
                aria-label={`Remove the link with ${titles.get(link[end]) ?? "that item"}`}
              >
                Remove
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}

function AddLink({ row, plan, refused, errors }: ItemView) {
  const mine = refused?.form === "link" ? refused.values : null;
  const linked = new Set(
    plan.dependencies.flatMap(({ fromId, toId }) => toId === row.id ? [fromId] : []),
  );
  const others = sorted(rowsOf(plan), { sort: "title", dir: "" })
    .filter(({ id }) => id !== row.id && !linked.has(id));
  if (others.length === 0) return null;
  return (
    <details class="more mt-3" open={mine !== null}>
      <summary>Add what it waits for</summary>
      <form method="post" class="stack" novalidate>
        {mine && errors.length > 0 && (
          <Problems
            title="Not linked"
            errors={errors}
            fields={{ fromId: "Waits for", lagDays: "Lag" }}
          />
        )}
        <Select
          name="fromId"
          label="Waits for"
          value={mine?.fromId}
          errors={mine ? errors : []}
          options={[
            { value: "", label: "Choose" },
            ...others.map(({ id, item }) => ({ value: id, label: item.title })),
          ]}
        />
        <Select
          name="type"
          label="How"
          value={mine?.type}
          options={TYPES.map((type) => ({ value: type, label: `This ${AFTER[type]}` }))}
        />
        <div class="two">
          <Field
            name="lagDays"
            label="Lag"
            value={mine?.lagDays ?? "0"}
            hint="Days between; negative is a lead"
            errors={mine ? errors : []}
          />
          <Select
            name="lagCalendar"
            label="Lag is in"
            value={mine?.lagCalendar}
            options={[
              { value: "calendar", label: "calendar days" },
              { value: "working", label: "working days" },
            ]}
          />
        </div>
        <p>
          <button type="submit" class="btn" name="intent" value="link">Link</button>
        </p>
      </form>
    </details>
  );
}
