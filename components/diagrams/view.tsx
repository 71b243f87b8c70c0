/** The diagrams of a study: drawn by an island; without it in words, and as source. */
import { type Diagram, KIND_WORDS } from "@/lib/diagrams/model.ts";
import { Ask } from "../ask.tsx";
import { plural } from "../format.ts";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { DiagramProof } from "./proof.tsx";

interface DiagramsProps {
  projectId: string;
  diagrams: Diagram[];
  /** Kind whose proof is open, or what somebody typed there. */
  proof: string;
  /** That the reader chose; null follows the system. */
  theme: "light" | "dark" | null;
}

export function DiagramsView({ projectId, diagrams, proof, theme }: DiagramsProps) {
  const base = `/projects/${projectId}/diagrams`;
  const proven = diagrams.find(({ kind }) => kind === proof);
  return (
    <>
      <PageHead
        title="Diagrams"
        sub="Drawn from what is recorded of the study, as it is now. Nobody edits them: they change with the record."
      />
      <div class="stack diagrams">
        {diagrams.map((diagram) => diagramSection(diagram, projectId, theme))}
      </div>
      {proven && <DiagramProof diagram={proven} projectId={projectId} close={base} />}
    </>
  );
}

/** A function, not a component: keyed components leave their keys in the page. */
function diagramSection(diagram: Diagram, projectId: string, theme: DiagramsProps["theme"]) {
  const base = `/projects/${projectId}/diagrams`;
  const { kind, formula, asOf, rows, code, alt } = diagram;
  const { title } = KIND_WORDS[kind];
  const tools = (
    <>
      <a class="link proof" href={`${base}?proof=${kind}`}>
        What it stands on<span class="vh">: {title}</span>
      </a>
      <a class="link" href={`${base}/${kind}`} target="_blank" rel="noopener">
        Open alone<span class="vh">: {title}, in a new tab</span>
      </a>
      <Ask
        {...{ projectId, kind: "diagram", id: kind, of: `the diagram ${title}`, look: "link" }}
      />
    </>
  );
  return (
    <Widget
      id={kind}
      title={title}
      tools={tools}
      foot={{ formula, asOf, source: plural(rows.length, "row") }}
    >
      <div class="drawing-slot">
        <p class="drawing-wait hint">Drawing …</p>
        <iframe
          sandbox="allow-scripts"
          title={`${title}, drawn`}
          src={`/diagrams/frame?theme=${theme ?? "auto"}`}
          height="0"
        />
      </div>
      <div class="drawing-notes">{notes(diagram)}</div>
      <details class="fold drawing-words">
        <summary>
          In words<span class="vh">: {title}</span>
        </summary>
        <p class="drawing-alt">{alt}</p>
      </details>
      <details class="fold drawing-source">
        <summary>
          Mermaid source<span class="vh">: {title}</span>
        </summary>
        <pre tabIndex={0} aria-label={`Mermaid source of ${title}`}><code>{code}</code></pre>
      </details>
    </Widget>
  );
}

function notes({ summarised, caveat }: Diagram) {
  return (
    <>
      {summarised && <p class="hint">Summarised: {summarised}.</p>}
      {caveat && <p class="hint">Mind: {caveat}.</p>}
    </>
  );
}
