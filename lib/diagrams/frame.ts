/**
 * The document in which a browser draws diagrams. Mermaid's SVG carries inline styles, which the
 * policy of our pages refuses; so diagrams are drawn in a frame of their own, whose policy allows
 * inline styles and nothing else: no network, no forms, no other frames. `sandbox allow-scripts`
 * (here and on the `iframe`) gives it an origin that is nobody's: it reaches neither our cookies
 * nor the page around it, whatever a diagram holds.
 */
import { DRAW } from "./frame_script.ts";

export type Theme = "light" | "dark" | "auto";

export interface FrameDiagram {
  code: string;
  title: string;
  alt: string;
}

export interface FrameInput {
  /** May be empty: then the page around sends what to draw (see frame_script.ts). */
  diagrams: readonly FrameDiagram[];
  theme: Theme;
  /** Fresh and random for each response; letters, digits, `+`, `/`, `=`, `-`, `_`. */
  nonce: string;
  /**
   * Path of Mermaid on our origin, served with {@link scriptHeaders}. Browsers keep nothing for an
   * origin that is nobody's, so the frame fetches it (0.9 MB) each time. Null: the page around,
   * which has a cache, fetches it and sends its text (see frame_script.ts).
   */
  script: string | null;
}

const ESCAPES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (char) => ESCAPES[char]!);

/** Values of assets/tokens.css: the frame stands alone and cannot use that file. */
const STYLE = `
:root { color-scheme: light dark; --ground: light-dark(#ffffff, #171a17);
  --ink: light-dark(#1b1f1b, #ebedeb); --critical: light-dark(#b32513, #fe9482); }
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
html { background: var(--ground); }
body { margin: 0; color: var(--ink); font: 0.8125rem/1.25rem
  -apple-system, "Segoe UI", Roboto, Inter, "Noto Sans", "Liberation Sans", system-ui, sans-serif; }
figure { margin: 0 0 1rem; }
figcaption { margin: 0 0 0.5rem; font-weight: 600; }
/* What goes on beyond an edge is seen to: a shade there, which the content's end covers. */
.drawing { overflow: auto; --edge: light-dark(#b9beb9, #656a65); background:
  linear-gradient(to left, var(--ground) 40%, transparent) right / 3rem 100% no-repeat local,
  linear-gradient(to right, var(--ground) 40%, transparent) left / 3rem 100% no-repeat local,
  linear-gradient(to left, var(--edge), transparent) right / 1rem 100% no-repeat,
  linear-gradient(to right, var(--edge), transparent) left / 1rem 100% no-repeat; }
/* A little too wide: fitted, to four fifths at most; letters stay above 10 px. */
.drawing svg { display: block; height: auto; max-width: max(100%, calc(var(--natural, 0px) * .8)); }
.problem { color: var(--critical); }
[hidden] { display: none; }
`;

/** One diagram: its words are shown until it is drawn, and when it cannot be. */
const figure = ({ code, title, alt }: FrameDiagram) =>
  `<figure>
<figcaption>${escaped(title)}</figcaption>
<div class="drawing" role="img" aria-label="${escaped(alt)}" tabindex="0" hidden></div>
<p class="words">${escaped(alt)}</p>
<p class="problem" role="alert" hidden></p>
<template class="code">${escaped(code)}</template>
</figure>`;

/** The frame's document. All text is escaped; {@link frameHeaders} belong to it. */
export function frameDocument({ diagrams, theme, nonce, script }: FrameInput): string {
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(diagrams.map(({ title }) => title).join(", ") || "Diagram")}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
${diagrams.map(figure).join("\n")}
</main>
<template id="blank">${figure({ code: "", title: "", alt: "" })}</template>
${
    script === null
      ? ""
      : `<script nonce="${nonce}" src="${escaped(script)}"></script>\n`
  }<script nonce="${nonce}">${DRAW}</script>
</body>
</html>
`;
}

/**
 * Headers of the frame's document. They stand in for those of a page, which would refuse to be
 * framed. `frame-ancestors 'self'`: only our own pages may show it.
 */
export function frameHeaders(nonce: string): Record<string, string> {
  return {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": [
      "sandbox allow-scripts",
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      "style-src 'unsafe-inline'",
      "img-src data:",
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'self'",
    ].join("; "),
    "x-frame-options": "SAMEORIGIN",
    "cache-control": "private, no-store",
  };
}

/**
 * Headers of Mermaid's file. The frame's origin is nobody's, so to the browser the file comes from
 * elsewhere: it must say that others may load it.
 */
export const scriptHeaders: Record<string, string> = {
  "content-type": "text/javascript; charset=utf-8",
  "cross-origin-resource-policy": "cross-origin",
  "cache-control": "public, max-age=31536000, immutable",
};
