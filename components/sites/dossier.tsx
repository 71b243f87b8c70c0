/** The dossier of one site: where it stands, what it lacks, who works there, what happened lately. */
import { type Dossier, oddities, type SiteRights, STATE_WORDS } from "@/lib/sites/model.ts";
import { Ask } from "../ask.tsx";
import { formatDate, formatNumber, formatPosition } from "../format.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { Glyph, Icon } from "../icons.tsx";
import { Said } from "../people/dialog.tsx";
import { PageHead } from "../shell.tsx";
import { Contacts, Counts, Lately, Tasks } from "./around.tsx";
import { DerivedDrawer, type DerivedProof } from "../derived.tsx";
import { Gate, gateProof, whyNot } from "./gate.tsx";
import { Staff } from "./staff.tsx";
import { Track } from "./track.tsx";
import { siteTitle, stateGlyph, stepClause } from "./words.ts";

export interface DossierView {
  dossier: Dossier;
  projectId: string;
  may: SiteRights;
  /** Key of the value whose proof is open. */
  proof: string;
  said: string | null;
  asOf: string;
}

export function SiteDossier(view: DossierView) {
  const { dossier, projectId, may, asOf } = view;
  const { site, staff, contacts, tasks, activity } = dossier;
  const odd = oddities(site);
  const proof = proofOf(view);
  return (
    <>
      <Head view={view} />
      <Track site={site} mayEdit={may.edit} today={asOf.slice(0, 10)} />
      {site.onHoldOn && (
        <p class="stale mt-4">
          <span>
            <b>On hold since {formatDate(site.onHoldOn)}:</b> {site.holdReason}
          </span>
        </p>
      )}
      {odd.length > 0 && (
        <p class="stale mt-4">
          <span>
            <b>Out of order:</b> {odd.join("; ")}.
          </span>
        </p>
      )}
      <p hidden id="proof-hint">Opens where this value comes from</p>
      <div class="grid-12 mt-9">
        <div class="c8 stack">
          <Gate dossier={dossier} may={may} asOf={asOf} />
          <Staff {...{ projectId, staff, may, asOf }} />
        </div>
        <div class="c4 stack">
          <Counts dossier={dossier} projectId={projectId} asOf={asOf} />
          <Tasks tasks={tasks} projectId={projectId} />
          <Lately entries={activity} projectId={projectId} />
          <Contacts contacts={contacts} />
        </div>
      </div>
      {may.remove && (
        <p class="mt-9 text-xs">
          <a class="link" href="?do=remove">Remove this site</a>
        </p>
      )}
      {proof && <DerivedDrawer proof={proof} close={`/projects/${projectId}/sites/${site.id}`} />}
      <Said text={view.said} />
    </>
  );
}

function Head({ view: { dossier: { site, gate, staff }, may, projectId } }: { view: DossierView }) {
  const leader = staff.find((one) => one.role === "principal_investigator" && one.endedOn === null);
  return (
    <PageHead
      title={siteTitle(site)}
      facts={
        <>
          <span class={`st ${stateGlyph(site)}`}>
            <Glyph name={stateGlyph(site)} />
            <span>
              <b>
                <a class="proof" href="?proof=state" aria-describedby="proof-hint">
                  {STATE_WORDS[site.state]}
                </a>
                :
              </b>{" "}
              <span class="why">{stateReason(site)}</span>
            </span>
          </span>
          <span>
            {[site.city, site.region].filter(Boolean).join(", ")}{" "}
            <b>{site.country ?? "country not known"}</b>
          </span>
          <span>
            Target{" "}
            <b>
              {site.targetEnrollment === null ? "not known" : formatNumber(site.targetEnrollment)}
            </b>
          </span>
          <span>
            Principal investigator <b>{leader?.name ?? "not known"}</b>
          </span>
          {site.status && (
            <span>
              Registry <b>{enumWords(site.status)}</b>
            </span>
          )}
          {site.lat !== null && site.lon !== null && (
            <span>{formatPosition(site.lat, site.lon)}</span>
          )}
          <span>
            Why:{" "}
            <a class="link" href={`/projects/${projectId}/findings?site=${site.id}`}>
              findings of this site
            </a>
          </span>
        </>
      }
      acts={
        <>
          <Ask projectId={projectId} kind="site" id={site.id} of={siteTitle(site)} />
          <Acts site={site} may={may} why={whyNot(site, gate)} />
        </>
      }
    />
  );
}

function stateReason(site: Dossier["site"]): string {
  const since = site.sinceOn ? `since ${formatDate(site.sinceOn)}` : "day not known";
  const parts = [
    site.state === "unknown" ? "no dated fact" : since,
    site.enrolsWithOpenGate && "with an open gate",
    site.nextStep && `next: ${stepClause(site.nextStep)}`,
  ];
  return parts.filter(Boolean).join("; ");
}

interface ActsProps {
  site: Dossier["site"];
  may: SiteRights;
  why: string | null;
}

/** Activate stays visible while the gate is open: it says why not, and the way over it is its own. */
function Acts({ site, may, why }: ActsProps) {
  if (!may.edit) return null;
  const running = site.closedOn === null;
  return (
    <>
      <a class="btn" href="?do=edit">
        <Icon name="edit" />Edit
      </a>
      {running && (site.onHoldOn
        ? <a class="btn" href="?do=resume">End the hold</a>
        : <a class="btn" href="?do=onHoldOn">Hold</a>)}
      {running && site.activatedOn !== null && <a class="btn" href="?do=closedOn">Close</a>}
      {running && site.activatedOn === null &&
        (why === null ? <a class="btn primary" href="?do=activatedOn">Activate</a> : (
          <>
            <button
              class="btn primary"
              type="button"
              aria-disabled="true"
              aria-describedby="why-not"
            >
              Activate
            </button>
            <span class="vh" id="why-not">{why}</span>
            <a class="btn" href="?do=activatedOn">Activate with a reason</a>
          </>
        ))}
    </>
  );
}

function proofOf({ dossier, proof, asOf, projectId }: DossierView): DerivedProof | null {
  const { site, enrollment } = dossier;
  if (proof === "gate") return gateProof(dossier, asOf);
  if (proof === "state") {
    return {
      title: "State of the site",
      value: STATE_WORDS[site.state],
      formula:
        "The first that holds: closed, on hold, enrolling (a first participant, or somebody " +
        "enrolled in the newest count), active, in start-up (contract, ethics approval or " +
        "initiation visit), selected, identified; else not known.",
      query: "private.site_states(project, site)",
      rows: [
        ["Identified", site.identifiedOn],
        ["Selected", site.selectedOn],
        ["Contract signed", site.contractSignedOn],
        ["Ethics approval", site.ethicsApprovedOn],
        ["Initiation visit", site.initiationVisitOn],
        ["Activated", site.activatedOn],
        ["First participant", site.firstParticipantOn],
        ["Enrolled", site.enrolled === null ? null : formatNumber(site.enrolled)],
        ["On hold", site.onHoldOn],
        ["Closed", site.closedOn],
      ].map(([label, value]) => ({
        label: label!,
        value: value ? formatDate(value) : "not on record",
      })),
      asOf,
    };
  }
  if (proof === "counts" && enrollment) {
    return {
      title: "Enrollment of the site",
      value: `${formatNumber(enrollment.enrolled ?? 0)} enrolled`,
      formula: "The newest snapshot of the site: people counted up to and including its day.",
      query: "public.enrollment_snapshots, newest as_of of the site",
      rows: [
        { label: "As of", value: formatDate(enrollment.asOf) },
        {
          label: "Snapshots",
          value: formatNumber(enrollment.snapshots),
          href: `/projects/${projectId}/enrollment`,
        },
      ],
      asOf,
    };
  }
  return null;
}
