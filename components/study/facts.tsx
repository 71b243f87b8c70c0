/** The study in figures and in fields; each value opens its proof. */
import type { ComponentChildren } from "preact";
import type { Project, ProjectPage, RegistryDate } from "@/lib/projects/model.ts";
import { dateKindWords, enumWords } from "@/lib/projects/words.ts";
import { formatNumber, formatPartial, plural } from "../format.ts";
import { Proof } from "../marks.tsx";
import { Foot, Widget } from "../widget.tsx";
import { STUDY_DATES } from "./proof.ts";
import { ageRange, phaseLabel } from "../words.ts";

/** The strip of figures under the action list. */
export function Figures({ page, asOf }: { page: ProjectPage; asOf: string }) {
  const { project } = page;
  const outcomes = (kind: string) => project.outcomes.filter((one) => one.kind === kind).length;
  return (
    <section class="w" aria-labelledby="figures">
      <div class="w-h">
        <h2 id="figures">In figures</h2>
      </div>
      <ul class="counts">
        <li>
          <small>Target enrollment</small>
          <b>
            {project.targetEnrollment === null
              ? "–"
              : <Proof of="targetEnrollment">{formatNumber(project.targetEnrollment)}</Proof>}
          </b>
          <small>{enrollmentNote(project)}</small>
        </li>
        <Figure
          label="Sites"
          value={project.siteCount}
          note={plural(project.countryCount, "country", "countries")}
        />
        <Figure
          label="Arms"
          value={project.arms.length}
          note={plural(project.interventions.length, "intervention")}
        />
        <Figure
          label="Primary outcomes"
          value={outcomes("PRIMARY")}
          note={`${outcomes("SECONDARY")} secondary, ${outcomes("OTHER")} other`}
        />
        <Figure
          label="Eligibility items"
          value={project.criteria.length}
          note="from the protocol's text"
        />
      </ul>
      <Foot formula="rows of this study, counted" asOf={asOf} />
    </section>
  );
}

/** The registry's word stands for the registry's number only. */
function enrollmentNote(project: Project): string {
  if (project.targetEnrollment === null) return "not known";
  if (project.provenance.fields.targetEnrollment?.kind === "person") return "set by a person";
  return project.enrollmentType?.toLowerCase() ?? "participants";
}

function Figure({ label, value, note }: { label: string; value: number; note: string }) {
  return (
    <li>
      <small>{label}</small>
      <b>{value ? formatNumber(value) : "–"}</b>
      <small>{value ? note : "none recorded"}</small>
    </li>
  );
}

interface FieldRow {
  label: string;
  /** Key of the field in the provenance. */
  of: string;
  value: ComponentChildren;
}

/** Label and value in lines; what is empty is left out (gaps are listed on their own). */
function Fields({ rows }: { rows: FieldRow[] }) {
  if (!rows.some((row) => row.value)) return <p class="text-ink-2">Nothing is recorded yet.</p>;
  return (
    <dl class="kv lined">
      {rows.filter((row) => row.value).map((row) => (
        <>
          <dt>{row.label}</dt>
          <dd>
            <Proof of={row.of}>{row.value}</Proof>
          </dd>
        </>
      ))}
    </dl>
  );
}

export function Identity({ project }: { project: Project }) {
  return (
    <Widget id="identity" title="Identity">
      <Fields
        rows={[
          { label: "Acronym", of: "acronym", value: project.acronym },
          { label: "Brief title", of: "briefTitle", value: project.briefTitle },
          { label: "Indication", of: "indication", value: project.indication },
          { label: "Conditions", of: "conditions", value: listed(project.conditions) },
          { label: "Keywords", of: "keywords", value: listed(project.keywords) },
          {
            label: "Sponsor",
            of: "sponsor",
            value: named(project.sponsor, registryClass(project)),
          },
          {
            label: "Collaborators",
            of: "collaborators",
            value: project.collaborators.map((one) => named(one.name, one.class)).join(", "),
          },
          {
            label: "Responsible",
            of: "responsibleParty",
            value: project.responsibleParty && enumWords(project.responsibleParty),
          },
          { label: "Sponsor's id", of: "orgStudyId", value: project.orgStudyId },
          {
            label: "Other ids",
            of: "secondaryIds",
            value: project.secondaryIds.map((one) => one.id).join(", "),
          },
        ]}
      />
    </Widget>
  );
}

/** The registry's kind of sponsor stands for the registry's sponsor only. */
function registryClass({ provenance, sponsorClass }: Project): string | null {
  return provenance.fields.sponsor?.kind === "person" ? null : sponsorClass;
}

const LISTED = 6;

/** The first words of a list, and how many more the proof has. */
function listed(words: string[]): string {
  const more = words.length - LISTED;
  return words.slice(0, LISTED).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** "Acme (industry)". */
function named(name: string | null, kind: string | null): string | null {
  return name && kind && kind !== "OTHER" ? `${name} (${enumWords(kind).toLowerCase()})` : name;
}

export function DesignFacts({ project }: { project: Project }) {
  const { design, eligibility } = project;
  const text = (value: string | null) => value && enumWords(value);
  return (
    <Widget id="design" title="Design">
      <Fields
        rows={[
          { label: "Type", of: "studyType", value: text(project.studyType) },
          {
            label: "Phase",
            of: "phases",
            value: phaseLabel(project.phases) ?? (project.phases && "Not applicable"),
          },
          { label: "Allocation", of: "allocation", value: text(design.allocation) },
          { label: "Model", of: "interventionModel", value: text(design.interventionModel) },
          { label: "Model", of: "observationalModel", value: text(design.observationalModel) },
          { label: "Perspective", of: "timePerspective", value: text(design.timePerspective) },
          {
            label: "Masking",
            of: "masking",
            value: design.masking &&
              [enumWords(design.masking), design.whoMasked.map(enumWords).join(", ").toLowerCase()]
                .filter(Boolean).join(": "),
          },
          { label: "Purpose", of: "primaryPurpose", value: text(design.primaryPurpose) },
          { label: "Described", of: "designDescription", value: design.description },
          { label: "Sex", of: "sex", value: text(eligibility.sex) },
          {
            label: "Age",
            of: "minimumAge",
            value: ageRange(eligibility.minimumAge, eligibility.maximumAge),
          },
          {
            label: "Healthy volunteers",
            of: "healthyVolunteers",
            value: eligibility.healthyVolunteers === null
              ? null
              : eligibility.healthyVolunteers
              ? "Yes"
              : "No",
          },
          { label: "Sampling", of: "samplingMethod", value: text(eligibility.samplingMethod) },
          { label: "Population", of: "studyPopulation", value: eligibility.studyPopulation },
        ]}
      />
    </Widget>
  );
}

/** Dates as exact as they are known: "Feb 2024 · estimated". */
export function Dates({ project, asOf }: { project: Project; asOf: string }) {
  const own = STUDY_DATES.flatMap((kind) => project.dates.filter((date) => date.kind === kind));
  const registry = project.dates.filter((date) => !STUDY_DATES.includes(date.kind));
  return (
    <Widget
      id="dates"
      title="Dates"
      foot={{
        formula: "as exact as they were given",
        asOf,
        source: plural(project.dates.length, "row"),
      }}
    >
      {own.length === 0 && <p class="text-ink-2">Not known: no date of the study is recorded.</p>}
      <DateRows dates={own} />
      {registry.length > 0 && (
        <p class="mt-2 text-xs">
          <Proof of="dates">{plural(registry.length, "date")} of the registry record</Proof>
        </p>
      )}
    </Widget>
  );
}

function DateRows({ dates }: { dates: RegistryDate[] }) {
  return (
    <ul class="rows plain">
      {dates.map((date) => (
        <li>
          <span>{dateKindWords(date.kind)}</span>
          <Proof of={`dates/${date.kind}`}>{formatPartial(date)}</Proof>
        </li>
      ))}
    </ul>
  );
}
