/** One action: the problem, why it came about, what is done, and whether that works. */
import type { Capa, Deviation } from "@/lib/quality/page_model.ts";
import { Ask } from "../ask.tsx";
import { formatDate, plural } from "../format.ts";
import { Gap } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { mayAct } from "./acts.ts";
import { CapaStatus } from "./capas.tsx";
import { DeviationTable } from "./deviations.tsx";
import type { Place } from "./place.ts";

export interface CapaViewProps {
  capa: Capa;
  deviations: { rows: Deviation[]; total: number };
  can: Record<string, string[]>;
  projectId: string;
  asOf: string;
}

const PLACE: Place = {
  ...{
    view: "deviations",
    risk: "",
    deviation: "",
    kri: "",
    enter: "",
    q: "",
    state: "",
    category: "",
  },
  ...{ severity: "", site: "", from: "" },
};

/** Why it cannot close yet: the fields that it waits for, each where it is filled in. */
export function beforeClosing({ rootCause, effective }: Capa): { href: string; label: string }[] {
  return [
    ...(rootCause ? [] : [{ href: "?do=edit-capa#act-rootCause", label: "the root cause" }]),
    ...(effective
      ? []
      : [{ href: "?do=check#act-effective", label: "a check that found it works" }]),
  ];
}

export function CapaView({ capa, deviations, can, projectId, asOf }: CapaViewProps) {
  const may = mayAct(can, "edit-capa");
  const next = capa.implementedOn === null
    ? { href: "?do=done", label: "Record: implemented" }
    : capa.effective === null
    ? { href: "?do=check", label: "Record the check" }
    : capa.effective && !capa.rootCause
    ? { href: "?do=edit-capa#act-rootCause", label: "Write down the root cause" }
    : capa.effective && capa.closedOn === null
    ? { href: "?do=close-capa", label: "Close" }
    : null;
  return (
    <>
      <PageHead
        title={capa.title}
        sub={<CapaStatus capa={capa} />}
        acts={
          <>
            {may && next && <a class="btn primary" href={next.href}>{next.label}</a>}
            {may && <a class="btn" href="?do=edit-capa">Edit</a>}
            <Ask projectId={projectId} kind="capa" id={capa.id} of={capa.title} />
          </>
        }
      />
      <div class="grid-12">
        <Widget
          id="why"
          title="Why and what"
          span={7}
          foot={{ formula: "as it was written down", asOf: capa.updatedAt }}
        >
          {part("Problem", capa.problem, "what the problem is", may)}
          {part("Root cause", capa.rootCause, "why it came about: it cannot close before", may)}
          {part("Corrective action", capa.correctiveAction, "what mends it", may)}
          {part("Preventive action", capa.preventiveAction, "what keeps it from coming back", may)}
        </Widget>
        <Widget
          id="check"
          title="Effectiveness"
          span={5}
          foot={{ formula: "the state follows from these days", asOf }}
        >
          <dl class="kv">
            <dt>Opened</dt>
            <dd>{formatDate(capa.openedOn)}</dd>
            <dt>Due</dt>
            <dd>{capa.dueOn ? formatDate(capa.dueOn) : "no day set"}</dd>
            <dt>Implemented</dt>
            <dd>{act(capa.implementedOn, "not yet", "done", may)}</dd>
            <dt>How it is checked</dt>
            <dd class="whitespace-pre-line">{capa.effectivenessCheck ?? "not written down"}</dd>
            <dt>Check due</dt>
            <dd>{capa.effectivenessDueOn ? formatDate(capa.effectivenessDueOn) : "no day set"}</dd>
            <dt>Checked</dt>
            <dd>{act(capa.effectivenessCheckedOn, "not yet", "check", may)}</dd>
            <dt>It works</dt>
            <dd>{capa.effective === null ? "not known" : capa.effective ? "yes" : "no"}</dd>
            <dt>Closed</dt>
            <dd>{act(capa.closedOn, "not yet", "close-capa", may)}</dd>
            <dt>Owner</dt>
            <dd>{capa.ownerName ?? "nobody"}</dd>
          </dl>
        </Widget>
        <Widget
          id="about"
          title="Deviations that it answers"
          note={plural(deviations.total, "deviation")}
          span={12}
          foot={{
            formula: "deviations that name this action",
            asOf,
            source: plural(deviations.rows.length, "row"),
          }}
        >
          {deviations.rows.length === 0
            ? <p class="text-ink-2">No deviation names this action.</p>
            : (
              <DeviationTable
                rows={deviations.rows}
                place={PLACE}
                answered
                {...{ can, projectId }}
              />
            )}
        </Widget>
      </div>
    </>
  );
}

function part(title: string, text: string | null, gap: string, may: boolean) {
  return (
    <>
      <h3 class="lab mt-3">{title}</h3>
      {text ? <p class="prose">{text}</p> : (
        <Gap
          what={`${gap}.`}
          act={may ? { href: "?do=edit-capa", label: "Write it down" } : undefined}
        />
      )}
    </>
  );
}

function act(day: string | null, none: string, key: string, may: boolean) {
  const text = day ? formatDate(day) : none;
  return may
    ? (
      <>
        {text} <a class="link" href={`?do=${key}`}>{day ? "Correct" : "Record"}</a>
      </>
    )
    : text;
}
