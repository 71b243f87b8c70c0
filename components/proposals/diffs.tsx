/** What a proposal would write, field by field, and the rows that it rests on. */
import { mergedAfter, type Proposal } from "@/lib/proposals/model.ts";
import { plural } from "../format.ts";
import { changeWords, fieldWords, hrefOfRow, valueWords } from "./words.ts";

interface DiffsProps {
  proposal: Proposal;
  names: Record<string, string>;
}

export function Diffs({ proposal, names }: DiffsProps) {
  const merged = mergedAfter(proposal.changes, proposal.edits ?? []);
  const moved = (proposal.applied ?? []).filter(({ change }) => change === null).length;
  return (
    <>
      {proposal.changes.map((change, n) => (
        <table class="diff">
          <caption>{changeWords(change, names)}</caption>
          <tbody>
            {Object.entries(merged[n]!).map(([name, value]) => (
              <tr>
                <th scope="row">{fieldWords(name)}</th>
                <td>
                  {change.op === "update" && (
                    <>
                      <del>{valueWords(change.before?.[name], names)}</del>
                      <span class="arrow" aria-hidden="true">→</span>
                      <span class="vh">to</span>
                    </>
                  )}
                  <ins>{valueWords(value, names)}</ins>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
      {moved > 0 && <p class="why">{`${plural(moved, "item")} of the plan moved along`}</p>}
    </>
  );
}

export function RestsOn(
  { projectId, evidence }: { projectId: string; evidence: Proposal["evidence"] },
) {
  if (evidence.length === 0) return null;
  return (
    <p class="push rests">
      rests on {evidence.map(({ kind, id, label }, n) => {
        const href = hrefOfRow(projectId, kind, id);
        const name = label || kind.replaceAll("_", " ");
        return (
          <span>
            {n > 0 && " · "}
            {href ? <a class="link" href={href}>{name}</a> : name}
          </span>
        );
      })}
    </p>
  );
}
