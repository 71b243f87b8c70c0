/** What a text cites, in the order in which a reader meets it. */
import type { Source } from "@/lib/assistant/prose_model.ts";
import { formatDate, formatMoment, shortened } from "../format.ts";

/** Of what a source says; the whole is where it leads. */
const MOST_SAID = 140;

interface SourceListProps {
  sources: Source[];
  /** What their ids begin with. */
  list?: string;
}

export function SourceList({ sources, list = "s" }: SourceListProps) {
  return (
    <ol class="sources">
      {sources.map(({ no, label, value, asOf, href }) => (
        <li id={`${list}${no}`}>
          <span aria-hidden="true">{no}</span>
          <span>
            {href ? <a href={href}>{label}</a> : label}
            <span class="src">
              {[
                value === null ? "not known" : shortened(value, MOST_SAID),
                asOf && (asOf.length > 10 ? formatMoment(asOf) : formatDate(asOf)),
              ].filter(Boolean).join(" · ")}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}
