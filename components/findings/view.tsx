/** What is wrong with a study or a site, worst first, each with the facts that it stands on. */
import {
  type Finding,
  type FindingsView,
  MOST_FINDINGS,
  SEVERITIES,
  type Severity,
} from "@/lib/chat/findings_model.ts";
import { Ask } from "../ask.tsx";
import { PickOne, queryOf } from "../filter_bar.tsx";
import { errorOf, type FieldError } from "../form.tsx";
import { formatDate, formatMoment, formatNumber, plural } from "../format.ts";
import { Glyph, type GlyphName } from "../icons.tsx";
import { By, Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Empty, Foot, NoneFits } from "../widget.tsx";

export interface FindingsProps {
  view: FindingsView;
  /** Of this severity alone; null: all. */
  severity: Severity | null;
  /** The question as it was typed, and what is wrong with it. */
  question: string;
  errors: FieldError[];
}

const MARKS: Record<Severity, { glyph: GlyphName; word: string }> = {
  critical: { glyph: "crit", word: "Critical" },
  high: { glyph: "risk", word: "At risk" },
  medium: { glyph: "unk", word: "Unknown" },
  low: { glyph: "info", word: "Note" },
};
/** Findings whose chain is open when the page is. */
const OPEN = 3;

export function FindingsPage({ view, severity, question, errors }: FindingsProps) {
  const { findings, site, model, projectId, asOf } = view;
  const shown = findings.filter((one) => severity === null || one.severity === severity);
  return (
    <>
      <PageHead
        title={site ? `Findings at ${site.label}` : "Findings"}
        sub="What the rules find wrong, worst first, and what each of it stands on"
        acts={model === "on" && findings.length > 0 && (
          <form method="post">
            <button type="submit" class="btn" name="intent" value="word">
              Rank and word with the model
            </button>
          </form>
        )}
      />
      <Why question={question} errors={errors} />
      {site && <Lead label={site.label} findings={findings} />}
      <Filters {...{ view, severity }} shown={shown.length} />
      <Worded view={view} />
      {findings.length === 0
        ? (
          <Empty title="Nothing was found">
            <p class="text-ink-2">
              No rule found a fact that asks for a decision, and no figure stands badly. What is not
              known yet is on <a class="link" href={`/projects/${projectId}`}>the home</a>.
            </p>
          </Empty>
        )
        : shown.length === 0
        ? <NoneFits what="finding" clear={hrefOf(view, null)} />
        : <ol class="finds">{shown.map((one, i) => item(one, view, i < OPEN))}</ol>}
      <Foot
        formula={findings.length >= MOST_FINDINGS
          ? `rules and figures of the record; the worst ${formatNumber(MOST_FINDINGS)}`
          : "rules and figures of the record"}
        asOf={asOf}
        source={plural(findings.length, "finding")}
      />
    </>
  );
}

const hrefOf = ({ site }: FindingsView, severity: Severity | null) =>
  `?${queryOf({ site: site?.id ?? "", severity: severity ?? "" })}`;

/** A question leads to the findings of the site that it names. */
function Why({ question, errors }: Pick<FindingsProps, "question" | "errors">) {
  const error = errorOf(errors, "question");
  return (
    <form method="post" class="why-form" novalidate>
      <label for="question">Why is … red?</label>
      <input
        class="in"
        id="question"
        name="question"
        value={question}
        placeholder="Why is site 012 red?"
        maxLength={4000}
        autocomplete="off"
        aria-invalid={error ? "true" : undefined}
        aria-describedby={error ? "question-e" : undefined}
        autofocus={error !== undefined}
      />
      <button type="submit" class="btn" name="intent" value="ask">Find out</button>
      {error && (
        <p class="err" id="question-e">
          <Glyph name="crit" />
          {error}
        </p>
      )}
    </form>
  );
}

function Lead({ label, findings }: { label: string; findings: Finding[] }) {
  const n = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
  const [crit, risk] = [n("critical"), n("high")];
  const words = crit > 0
    ? `${label} is red because ${plural(crit, "finding is", "findings are")} critical.`
    : risk > 0
    ? `${label} is amber because ${plural(risk, "finding is", "findings are")} at risk.`
    : `${label} is neither red nor amber: nothing of it is critical or at risk.`;
  return <p class="mb-4">{words}</p>;
}

function Filters(
  { view, severity, shown }: Pick<FindingsProps, "view" | "severity"> & { shown: number },
) {
  const { findings, site, sites } = view;
  const count = (one: Severity | null) =>
    findings.filter((finding) => one === null || finding.severity === one).length;
  return (
    <form class="filters" aria-label="Filter">
      {[null, ...SEVERITIES].map((one) => (
        <a
          class="chip"
          href={hrefOf(view, one)}
          aria-current={one === severity ? "true" : "false"}
        >
          {one === null ? "All" : MARKS[one].word} <b>{formatNumber(count(one))}</b>
        </a>
      ))}
      {severity && <input type="hidden" name="severity" value={severity} />}
      {sites.length > 0 && (
        <>
          <PickOne
            name="site"
            label="Site"
            value={site?.id ?? ""}
            options={sites.map(({ id, label }) => ({ value: id, label }))}
          />
          <button type="submit" class="btn sm">Show</button>
        </>
      )}
      {site && sites.length === 0 && <a class="link text-xs" href="?">The whole study</a>}
      <span class="push text-xs text-ink-3">{plural(shown, "finding")}</span>
    </form>
  );
}

/** Who ranked and worded them; found they are by rules, always. */
function Worded({ view: { provider, note } }: { view: FindingsView }) {
  return (
    <p class="text-xs text-ink-2 mt-3" role={provider === "rules" && !note ? undefined : "status"}>
      {provider === "rules"
        ? <By hand="rule" name="Found, ranked and worded by rules" />
        : <By hand="agent" name={`Found by rules; ranked and worded by ${provider}`} />}
      {note && <span class="block">{`The model did not: ${note.replace(/\.$/, "")}.`}</span>}
    </p>
  );
}

const dayOf = (asOf: string) => asOf.length > 10 ? formatMoment(asOf) : formatDate(asOf);

/** From what was found to the rows; a day that all of it is of is said once. */
function chain(evidence: Finding["evidence"], open: boolean) {
  const days = new Set(evidence.flatMap(({ asOf }) => asOf ? [asOf] : []));
  const once = days.size === 1 ? `, as of ${dayOf([...days][0]!)}` : "";
  return (
    <details open={open}>
      <summary>{`Because of ${plural(evidence.length, "fact")}${once}`}</summary>
      <ol class="because">
        {evidence.map(({ label, value, asOf, href }) => (
          <li>
            {label}: <a href={href}>{value ?? "not known"}</a>
            {!once && asOf && <small>{` as of ${dayOf(asOf)}`}</small>}
          </li>
        ))}
      </ol>
    </details>
  );
}

/** Functions, not components: keyed components leave their keys in the page. */
function item(finding: Finding, { projectId, site }: FindingsView, open: boolean) {
  const { id, rule, severity, title, detail, evidence, suggestion, href } = finding;
  const figure = id.startsWith("figure:");
  const about = figure
    ? { kind: "figure", id: site ? `${rule}:${site.id}` : rule }
    : { kind: "action", id };
  return (
    <li>
      <h2>
        <Status state={MARKS[severity].glyph} word={MARKS[severity].word} reason={title} />
      </h2>
      <p>{detail}</p>
      {chain(evidence, open)}
      <p class="do">
        <a class="btn sm" href={href}>
          {suggestion}
          <span class="vh">: {title}</span>
        </a>
        <Ask {...about} projectId={projectId} of={title} look="small" />
      </p>
    </li>
  );
}
