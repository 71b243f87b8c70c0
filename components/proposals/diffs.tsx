/** What a proposal would write, field by field, and the rows that it rests on. */
import { type Applied, mergedAfter, type Proposal } from "@/lib/proposals/model.ts";
import { plural } from "../format.ts";
import { changeWords, fieldWords, hrefOfRow, valueWords } from "./words.ts";

interface DiffsProps {
  proposal: Proposal;
  names: Record<string, string>;
  projectId: string;
}

export function Diffs({ proposal, names, projectId }: DiffsProps) {
  const { changes, edits, applied, state } = proposal;
  const merged = mergedAfter(changes, edits ?? []);
  const moved = (applied ?? []).filter(({ change }) => change === null).length;
  const stands = state === "approved" || state === "approved_as_edited";
  return (
    <>
      {changes.map((change, n) => (
        <table class="diff">
          <caption>
            {changeWords(change, names)}
            {stands && (
              <Written row={applied?.find((one) => one.change === n)} projectId={projectId} />
            )}
          </caption>
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
                  {edits?.some((one) => one.change === n && Object.hasOwn(one.after, name)) && (
                    <span class="text-ink-3">
                      {` edited; proposed: ${valueWords(change.after[name], names)}`}
                    </span>
                  )}
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

/** The way to the row that the approval wrote. */
function Written({ row, projectId }: { row: Applied | undefined; projectId: string }) {
  const href = row && hrefOfRow(projectId, row.target, row.id);
  if (!href) return null;
  return (
    <>
      {" "}
      <a class="link" href={href}>Open it</a>
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
