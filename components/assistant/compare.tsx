/** Two versions beside each other, line by line; the table is read as one, too. */
import { type Comparison, type DocPlace, hrefOf } from "@/lib/assistant/page_model.ts";
import type { DiffRow, Piece } from "@/lib/assistant/prose_model.ts";
import type { VersionHead } from "@/lib/assistant/model.ts";
import { plural } from "../format.ts";
import { makerOf, when } from "./words.ts";

interface CompareProps {
  comparison: Comparison;
  versions: VersionHead[];
  place: DocPlace;
}

export function Compare({ comparison, versions, place }: CompareProps) {
  const { before, after, texts, whole } = comparison;
  const changed = texts.filter(({ rows }) => rows.some(({ kind }) => kind !== "same"));
  return (
    <article class="compare" aria-labelledby="d-t">
      <div class="doc-h">
        <h1 id="d-t">{`${place.tab.title}: version ${before.version} and ${after.version}`}</h1>
        <a class="btn sm" href={hrefOf(place.projectId, place.tab, place.siteId)}>
          Back to the document
        </a>
      </div>
      <PickVersions comparison={comparison} versions={versions} place={place} />
      {changed.length === 0 && <p class="mt-5">No text differs between these two.</p>}
      {changed.map(({ key, title, rows }) => (
        <section class="mt-7" aria-labelledby={`c-${key}`}>
          <h2 id={`c-${key}`}>{title}</h2>
          <SideBySide caption={title} rows={rows} before={before} after={after} />
        </section>
      ))}
      {whole.length > 0 && (
        <section class="mt-7" aria-labelledby="c-whole">
          <h2 id="c-whole">Everything that was kept, figures too</h2>
          <details class="more">
            <summary>{`${plural(whole.length, "line")} differ`}</summary>
            <SideBySide caption="What was kept" rows={whole} before={before} after={after} />
          </details>
        </section>
      )}
    </article>
  );
}

function PickVersions({ comparison, versions, place }: CompareProps) {
  const option = (name: string, chosen: VersionHead) => (
    <select class="in" name={name} aria-label={name === "a" ? "Earlier version" : "Later version"}>
      {versions.map(({ version }) => (
        <option value={version} selected={version === chosen.version}>
          {`Version ${version}`}
        </option>
      ))}
    </select>
  );
  return (
    <form method="get" class="cmp-pick mt-3">
      {place.siteId && <input type="hidden" name="site" value={place.siteId} />}
      {option("a", comparison.before)}
      <span>with</span>
      {option("b", comparison.after)}
      <button type="submit" class="btn">Compare</button>
    </form>
  );
}

interface SideProps {
  caption: string;
  rows: DiffRow[];
  before: VersionHead;
  after: VersionHead;
}

function SideBySide({ caption, rows, before, after }: SideProps) {
  const head = (version: VersionHead) => (
    <th scope="col">
      {`Version ${version.version}`}
      <span class="src">{`${when(version.at)}, ${makerOf(version).words}`}</span>
    </th>
  );
  return (
    <div class="scroll" role="region" aria-label={`${caption}, compared`} tabIndex={0}>
      <table class="tbl side-by-side">
        <caption class="vh">{caption}</caption>
        <thead>
          <tr>
            {head(before)}
            {head(after)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kind, before, after }) => (
            <tr class={kind === "same" ? "same" : undefined}>
              {side(before, "Nothing here")}
              {side(after, "Nothing any more")}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A function, not a component: keyed components leave their keys in the page. */
function side(pieces: Piece[] | null, none: string) {
  if (!pieces) {
    return (
      <td>
        <span class="vh">{none}</span>
      </td>
    );
  }
  return <td>{pieces.map(piece)}</td>;
}

function piece({ kind, text }: Piece) {
  if (kind === "same") return text;
  return kind === "del" ? <del>{text}</del> : <ins>{text}</ins>;
}
