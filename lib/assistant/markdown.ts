/** A whole document as Markdown, for a file and for what is kept of a version. Pure. */
import type { Data, Widget } from "@/lib/dashboard/model.ts";
import { day } from "@/lib/dashboard/text.ts";
import { actionFact, cellWords, type Said, standWords, widgetFacts } from "./facts.ts";
import type { Author, Skeleton, SkeletonSection, WrittenSection } from "./model.ts";
import { plainText } from "./prose.ts";
import type { Block, Inline } from "./prose_model.ts";
import { readTexts } from "./sources.ts";

/**
 * Words that Markdown takes as they are, on one line. Readers that make links of bare addresses find
 * none: a text may say one, and does not lead there.
 */
export const escaped = (text: string): string =>
  plainText(text).replace(/\s+/g, " ").trim().replace(/[\\`*_[\]<>|~#!&@]/g, "\\$&")
    .replace(/:(?=\/\/)/g, "\\:").replace(/\b(www)\./gi, "$1\\.")
    .replace(/^(\d+)([.)])/, "$1\\$2").replace(/^([-+=:])/, "\\$1");

type Numbers = Record<string, number>;

function inlineMarkdown(all: Inline[], numbers: Numbers): string {
  return all.map((one): string => {
    switch (one.kind) {
      case "text":
      case "unverified": {
        const [, before = "", words = "", after = ""] = /^(\s*)([^]*?)(\s*)$/.exec(one.text) ?? [];
        return `${before && " "}${escaped(words)}${after && " "}`;
      }
      case "strong":
        return `**${inlineMarkdown(one.of, numbers)}**`;
      case "em":
        return `*${inlineMarkdown(one.of, numbers)}*`;
      case "code":
        return fenced(one.text.replace(/\s+/g, " "));
      case "link":
        return `[${inlineMarkdown(one.of, numbers)}](<${one.href.replace(/[<>\s]/g, encodeURI)}>)`;
      case "cite": {
        const found = one.ids.map((id) => numbers[id] ?? id);
        return ` \\[${found.join(", ")}\\]`;
      }
      case "break":
        return " ";
    }
  }).join("");
}

/** In more backticks than it holds itself. */
function fenced(text: string): string {
  const most = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const mark = "`".repeat(most + 1);
  return `${mark} ${text} ${mark}`;
}

const indented = (text: string, by: string) =>
  text.split("\n").map((line, i) => i === 0 || line === "" ? line : by + line).join("\n");

const tableMarkdown = (head: string[], rows: string[][]) =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** Headings stand below "##", the section's own. */
export function blocksMarkdown(all: Block[], numbers: Numbers): string {
  return all.map((one): string => {
    switch (one.kind) {
      case "paragraph":
        return inlineMarkdown(one.of, numbers).trim();
      case "heading":
        return `${"#".repeat(3 + one.level)} ${inlineMarkdown(one.of, numbers).trim()}`;
      case "list":
        return one.items.map((item, i) => {
          const mark = one.start === null ? "-" : `${one.start + i}.`;
          const body = indented(blocksMarkdown(item, numbers), " ".repeat(mark.length + 1));
          return `${mark} ${body}`;
        }).join("\n");
      case "quote":
        return blocksMarkdown(one.of, numbers).split("\n").map((line) => `> ${line}`).join("\n");
      case "code":
        return one.text.split("\n").map((line) => `    ${line}`).join("\n");
      case "table": {
        const cells = (row: Inline[][]) => row.map((cell) => inlineMarkdown(cell, numbers).trim());
        return tableMarkdown(cells(one.head), one.rows.map(cells));
      }
      case "rule":
        return "---";
    }
  }).join("\n\n");
}

const said = ({ label, value }: Said) =>
  `- ${escaped(label)}: ${value === null ? "not known" : escaped(String(value))}`;

function dataTable({ title }: Widget, data: Data): string | null {
  const heading = `**${escaped(title)}**`;
  if (data.type === "table" && data.rows.length > 0) {
    const rows = data.rows.map(({ name, cells }) => [
      escaped(name),
      ...data.columns.slice(1).map((column, i) =>
        escaped(cellWords(cells[i] ?? null, column) ?? "–")
      ),
    ]);
    const head = data.columns.map(({ label }) => escaped(label));
    const more = data.total - rows.length;
    return [heading, tableMarkdown(head, rows), more > 0 && `${more} more`].filter(Boolean)
      .join("\n\n");
  }
  if (data.type === "grid" && data.rows.length > 0) {
    const rows = data.rows.map(({ name, cells }) => [
      escaped(name),
      ...cells.map((cell) =>
        cell ? escaped(standWords({ state: cell.state, reason: cell.text })) : "–"
      ),
    ]);
    return `${heading}\n\n${tableMarkdown(["", ...data.columns.map(escaped)], rows)}`;
  }
  return null;
}

function widgetMarkdown(widget: Widget, base: string): string {
  return widget.data && dataTable(widget, widget.data) ||
    widgetFacts(widget, base).map(said).join("\n");
}

/** Who wrote a text, in words. */
export function authorWords(author: Author, at: string): string {
  const when = at && day(at.slice(0, 10));
  switch (author.kind) {
    case "rules":
      return "From rules and data";
    case "agent":
      return `Written by an agent, ${author.name} (${author.model}), ${when}`;
    case "person":
      return `Written by ${author.name}, ${when}`;
  }
}

const utc = (iso: string) => `${day(iso.slice(0, 10))} ${iso.slice(11, 16)} UTC`;

/** "5 of 7 figures found in the facts; not found: 12, 4 %". */
export function figuresWords({ found, unverified }: NonNullable<WrittenSection["figures"]>) {
  const all = found + unverified.length;
  if (all === 0) return "no figures";
  const missing = unverified.length > 0 ? `; not found: ${unverified.join(", ")}` : "";
  return `${found} of ${all} figures found in the facts${missing}`;
}

/**
 * Header, figures, texts with numbered sources, what is not known. Texts are those of the kept
 * sections; the figures are the skeleton's.
 */
export function documentMarkdown(
  skeleton: Skeleton,
  sections: readonly WrittenSection[],
): string {
  const { title, project, site, protocolVersion, asOf, gaps, projectId } = skeleton;
  const base = `/projects/${projectId}`;
  const { texts, sources } = readTexts(sections, skeleton.sections.map(({ key }) => key));
  const byKey = new Map(sections.map((section) => [section.key, section]));
  const part = (section: SkeletonSection, i: number) => {
    const text = texts.get(section.key);
    const written = byKey.get(section.key);
    return [
      `## ${i + 1}. ${escaped(section.title)}`,
      text && written && `*${
        escaped(
          authorWords(written.author, written.at) +
            (written.figures ? `; ${figuresWords(written.figures)}` : ""),
        )
      }*`,
      text && blocksMarkdown(text.blocks, text.numbers),
      ...section.widgets.map((widget) => widgetMarkdown(widget, base)),
      section.actions &&
      (section.actions.map((action) => said(actionFact(action, asOf))).join("\n") ||
        "Nothing needs doing."),
    ];
  };
  const numbered = sources.map(({ no, label, value, asOf: of }) =>
    `${no}. ${escaped(label)}: ${value === null ? "not known" : escaped(value)}${
      of ? ` (${escaped(of.length > 10 ? utc(of) : day(of))})` : ""
    }`
  );
  const parts = [
    `# ${escaped(title)}`,
    [
      `Study: ${escaped(project)}`,
      site && `Site: ${escaped(site.label)}`,
      `Protocol version: ${protocolVersion === null ? "not known" : escaped(protocolVersion)}`,
      `As of: ${utc(asOf)}`,
    ].filter(Boolean).map((line) => `- ${line}`).join("\n"),
    ...skeleton.sections.flatMap(part),
    ...(gaps.length > 0
      ? ["## Not known", gaps.map(({ text }) => `- ${escaped(text)}`).join("\n")]
      : []),
    ...(numbered.length > 0 ? ["## Sources", numbered.join("\n")] : []),
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}
