/** Icons and glyphs come from one sprite that the browser keeps: static/icons.svg. */
import { asset } from "fresh/runtime";

export type IconName =
  | "home"
  | "sites"
  | "activity"
  | "portfolio"
  | "settings"
  | "search"
  | "updown"
  | "down"
  | "right"
  | "left"
  | "check"
  | "x"
  | "plus"
  | "edit"
  | "theme"
  | "menu"
  | "dl"
  | "clock"
  | "docs"
  | "plan"
  | "filter"
  | "import"
  | "out"
  | "members"
  | "intake"
  | "key"
  | "mail"
  | "building"
  | "chart"
  | "flow"
  | "budget"
  | "assistant"
  | "send";

/** A line icon of 16 px beside words; never the only carrier of a meaning. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="ic" aria-hidden="true">
      <use href={`${asset("/icons.svg")}#i-${name}`} />
    </svg>
  );
}

export type GlyphName = "ok" | "risk" | "crit" | "unk" | "info";

/** The glyph of a state: check, triangle, octagon, dashed ring, i. Words stand beside it. */
export function Glyph({ name, class: extra }: { name: GlyphName; class?: string }) {
  return (
    <svg class={extra} aria-hidden="true">
      <use href={`${asset("/icons.svg")}#g-${name}`} />
    </svg>
  );
}

export function Mark() {
  return (
    <svg aria-hidden="true">
      <use href={`${asset("/icons.svg")}#mark`} />
    </svg>
  );
}
