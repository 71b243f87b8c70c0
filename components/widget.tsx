/** The frame of everything on a page: a heading, tools, the body and a foot that says where it stands. */
import type { ComponentChildren } from "preact";
import { formatMoment } from "./format.ts";

export interface FootProps {
  /** How the figures came about, in words or as a formula. */
  formula: string;
  /** UTC timestamp of the reading. */
  asOf: string;
  /** "25 rows", "6 studies". */
  source?: string;
  link?: { href: string; label: string };
}

export function Foot({ formula, asOf, source, link }: FootProps) {
  return (
    <p class="foot">
      <span>
        <span class="fx" aria-hidden="true">ƒ</span>
        {formula}
      </span>
      <span>as of {formatMoment(asOf)}</span>
      {source && <span>{source}</span>}
      {link && <a class="link" href={link.href}>{link.label}</a>}
    </p>
  );
}

export interface WidgetProps {
  /** Unique on the page; names the heading. */
  id: string;
  title: string;
  /** Small words beside the title. */
  note?: string;
  tools?: ComponentChildren;
  /** Columns of twelve. */
  span?: 3 | 4 | 5 | 6 | 7 | 8 | 9 | 12;
  foot?: FootProps;
  children: ComponentChildren;
}

export function Widget({ id, title, note, tools, span, foot, children }: WidgetProps) {
  return (
    <section class={span ? `w c${span}` : "w"} aria-labelledby={id}>
      <div class="w-h">
        <h2 id={id}>{title}</h2>
        {note && <span class="text-xs text-ink-3">{note}</span>}
        {tools && <div class="tools">{tools}</div>}
      </div>
      {children}
      {foot && <Foot {...foot} />}
    </section>
  );
}

/** Nothing yet: what will appear and the one thing to do. */
export function Empty({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div class="empty">
      <h3>{title}</h3>
      {children}
    </div>
  );
}

/** Rows are there, and the filters let none through. */
export function NoneFits({ what, clear }: { what: string; clear: string }) {
  return (
    <Empty title={`No ${what} fits`}>
      <p class="text-ink-2">
        Nothing matches these filters. <a class="link" href={clear}>Clear them</a>
      </p>
    </Empty>
  );
}
