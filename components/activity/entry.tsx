/** All of one entry: each field before and after, and what proves it. Opens without a script. */
import type { ComponentChildren } from "preact";
import type { ActivityEvent } from "@/lib/activity/model.ts";
import { formatNumber } from "../format.ts";
import { FromTo } from "../marks.tsx";
import { briefly, type Change, changes, type Reading, valueWords } from "./changes.ts";
import { elided, leaves, listDiff, type Part, wordDiff } from "./diff.ts";

/** Texts longer than this are compared word by word. */
const LINE = 60;
/** Longer values end here; the export has them whole. */
const LONGEST = 4000;

export function EntryDetails({ event, reading }: { event: ActivityEvent; reading: Reading }) {
  const fields = changes(event.before, event.after);
  const session = event.action === "read" ? String(event.after?.session ?? "") : "";
  return (
    <details class="entry">
      <summary>
        Entry {formatNumber(event.seq)}
        <span class="vh">: all fields and its hash</span>
      </summary>
      <dl class="kv text-xs">
        {event.action !== "read" && fields.map((change) => (
          <>
            <dt>{change.field}</dt>
            <dd>
              <Value change={change} reading={reading} />
            </dd>
          </>
        ))}
        {session && (
          <>
            <dt>session</dt>
            <dd>
              <code>{session}</code>
            </dd>
          </>
        )}
        <dt>record</dt>
        <dd>
          <code>{event.entityId}</code>
        </dd>
        <dt>exact time</dt>
        <dd>{exactly(event.at)}</dd>
        <dt>hash</dt>
        <dd>
          <code class="hash-all">{event.hash}</code>
        </dd>
      </dl>
    </details>
  );
}

/** "2026-11-21 09:36:12.123 UTC". */
export function exactly(at: string): string {
  return at.replace("T", " ").replace("Z", " UTC");
}

/** What changed in a text that is too long for a line; null for other values. */
function longText(from: unknown, to: unknown, around: number): Part[] | null {
  if (typeof from !== "string" || typeof to !== "string") return null;
  if (Math.max(from.length, to.length) <= LINE) return null;
  return elided(wordDiff(from.slice(0, LONGEST), to.slice(0, LONGEST)), around);
}

/** A field in a line or two: of long texts what changed, and a little around it. */
export function Line(
  { change: { column, from, to }, reading }: { change: Change; reading: Reading },
) {
  const long = longText(from, to, 24);
  if (long) return <Parts parts={long} />;
  return <FromTo from={briefly(from, reading, column)} to={briefly(to, reading, column)} />;
}

const isPlain = (value: unknown) => typeof value !== "object" || value === null;

function Value({ change: { column, from, to }, reading }: { change: Change; reading: Reading }) {
  const long = longText(from, to, 120);
  if (long) {
    return (
      <p class="whitespace-pre-line">
        <Parts parts={long} />
      </p>
    );
  }
  const words = (value: unknown) => valueWords(value, reading, column)?.slice(0, LONGEST) ?? null;
  const lists = [from, to].every((value) => value === null || Array.isArray(value));
  if (lists && [from, to].flat().every(isPlain)) {
    const items = listDiff((from ?? []) as unknown[], (to ?? []) as unknown[]);
    return (
      <ul class="items">
        {items.same.map((item) => inList(words(item)))}
        {items.out.map((item) => inList(<del>{words(item)}</del>))}
        {items.in.map((item) => inList(<ins>{words(item)}</ins>))}
      </ul>
    );
  }
  if (!isPlain(from) || !isPlain(to)) {
    return (
      <ul class="items">
        {leaves(from, to).slice(0, 60).map((leaf) => (
          <li>
            <span class="text-ink-3">{leaf.path}</span>{" "}
            <FromTo from={words(leaf.from)} to={words(leaf.to)} />
          </li>
        ))}
      </ul>
    );
  }
  return <FromTo from={words(from)} to={words(to)} />;
}

const inList = (content: ComponentChildren) => <li>{content}</li>;

/** A text with what went and what came in their places. */
function Parts({ parts }: { parts: Part[] }) {
  return <>{parts.map((part, index) => marked(part, parts[index - 1]))}</>;
}

/** Struck and new text are kept apart, for the eye and for the ear. */
function marked({ kind, text }: Part, before: Part | undefined) {
  if (kind === "same") return text;
  if (kind === "out") return <del>{text}</del>;
  return (
    <>
      {before?.kind === "out" && " "}
      <ins>{text}</ins>
    </>
  );
}
