/** Marks in text: who did it (shape), how it stands (glyph, word, reason), what is not known. */
import type { ComponentChildren } from "preact";
import { initials } from "./format.ts";
import { Glyph, type GlyphName } from "./icons.tsx";

export type Hand = "human" | "agent" | "rule";

/** Circle for a person, diamond for an agent, square for a rule. */
export function Who({ hand, name, small }: { hand: Hand; name: string; small?: boolean }) {
  const text = hand === "human" ? initials(name) : hand === "agent" ? "A" : "ƒ";
  return <span class={`who ${hand}${small ? " sm" : ""}`} aria-hidden="true">{text}</span>;
}

/** The mark and the name. */
export function By({ hand, name }: { hand: Hand; name: string }) {
  return (
    <span class="by">
      <Who hand={hand} name={name} small />
      {name}
    </span>
  );
}

interface StatusProps {
  state: GlyphName;
  word: string;
  /** Why: always given where there is one. */
  reason?: string | null;
}

export function Status({ state, word, reason }: StatusProps) {
  return (
    <span class={`st ${state}`}>
      <Glyph name={state} />
      <span>
        <b>{word}{reason ? ":" : ""}</b>
        {reason ? <span class="why">{` ${reason}`}</span> : null}
      </span>
    </span>
  );
}

/** A value that opens its proof: a plain link, so that it works without a script. */
export function Proof({ of, children }: { of: string; children: ComponentChildren }) {
  return <a class="proof" aria-describedby="proof-hint" href={`?proof=${of}`}>{children}</a>;
}

/** A gap is an answer: what is not known, why, and the one act that would close it. */
export function Gap({ what, act }: { what: string; act?: { href: string; label: string } }) {
  return (
    <p class="gap-box">
      <Glyph name="unk" />
      <b>Not known:</b> {what}
      {act && (
        <>
          {" "}
          <a class="link" href={act.href}>{act.label}</a>
        </>
      )}
    </p>
  );
}

/** Old struck, new bold, "to" in words for those who do not see the arrow. */
export function FromTo({ from, to }: { from: string | null; to: string | null }) {
  return (
    <>
      {from !== null && <del>{from}</del>}
      {from !== null && to !== null && (
        <>
          <span class="arrow" aria-hidden="true">→</span>
          <span class="vh">to</span>
        </>
      )}
      {to !== null && <ins>{to}</ins>}
    </>
  );
}

/** A place in the registry record; it may break after each slash. Short: without what all begin with. */
export function Pointer({ path, whole }: { path: string; whole?: boolean }) {
  const parts = (whole ? path : path.replace(/^\/protocolSection(?=\/)/, "")).split("/").slice(1);
  return (
    <code class="src" title={path}>
      {parts.map((part) => (
        <>
          /<wbr />
          {part}
        </>
      ))}
    </code>
  );
}
