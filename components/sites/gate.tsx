/** What the site must hold before it begins: open ones first, each with the act that closes it. */
import {
  type Dossier,
  GATE_SOURCE,
  isCurrent,
  type Member,
  type Requirement,
  type Site,
  trainingIn,
} from "@/lib/sites/model.ts";
import { formatDate, plural } from "../format.ts";
import { Glyph } from "../icons.tsx";
import { Widget } from "../widget.tsx";
import type { DerivedProof } from "../derived.tsx";
import { isDocumentStep, isStaffStep, stepQuery } from "./words.ts";

const TITLES: Record<string, string> = {
  selection: "Selection of the site",
  contract: "Clinical trial agreement, signed",
  ethics_approval: "Ethics approval",
  initiation_visit: "Initiation visit",
  principal_investigator: "Principal investigator",
  gcp_training: "GCP training of the principal investigator",
  protocol_training: "Protocol training of the principal investigator",
  delegation: "Delegation record of the principal investigator",
};

const ACTS: Record<string, string> = {
  principal_investigator: "Add",
};

const TOPICS: Record<string, string> = { gcp_training: "gcp", protocol_training: "protocol" };

const leaderOf = (staff: Member[], one: Requirement) =>
  staff.find((member) => member.id === one.staffId);

/** What is known about a requirement that is not held. */
function openWords(one: Requirement, staff: Member[], day: string): string {
  if (isDocumentStep(one.key)) return documentWords(one);
  const leader = leaderOf(staff, one);
  if (one.key === "principal_investigator") {
    const gone = staff.some((member) => member.role === "principal_investigator");
    return gone ? "Nobody in this role is at the site today" : "Nobody is named";
  }
  if (!leader && isStaffStep(one.key)) return "No principal investigator yet";
  const topic = TOPICS[one.key];
  const training = leader && topic ? trainingIn(leader, topic, day) : null;
  if (leader && training?.expiresOn && !isCurrent(training, day)) {
    return `${leader.name}: ended ${formatDate(training.expiresOn)}`;
  }
  if (leader) return `${leader.name}: nothing on record`;
  return "No day on record";
}

const DOCUMENT_STATES: Record<string, string> = {
  missing: "No version on record",
  pending: "Not approved or not in effect yet",
  expired: "Expired",
  withdrawn: "Withdrawn",
  waived: "Waived",
  expiring: "Expires soon",
};

/** How a required document stands, with its version and the file. */
function documentWords({ state, evidence, heldOn }: Requirement): string {
  const parts = [DOCUMENT_STATES[state ?? ""], evidence, heldOn && formatDate(heldOn)];
  return parts.filter(Boolean).join(", ");
}

function heldWords(one: Requirement, staff: Member[], day: string): string {
  if (isDocumentStep(one.key)) return documentWords(one);
  const leader = leaderOf(staff, one);
  const topic = TOPICS[one.key];
  const until = leader && topic ? trainingIn(leader, topic, day)?.expiresOn : null;
  return [
    leader?.name,
    one.heldOn && formatDate(one.heldOn),
    until && `valid until ${formatDate(until)}`,
  ].filter(Boolean).join(", ") || "day not known";
}

/** A training or a delegation is recorded of somebody: first there is somebody. */
function mayClose(one: Requirement, staff: Member[], may: GateProps["may"]): boolean {
  if (isDocumentStep(one.key)) return true;
  if (!isStaffStep(one.key)) return may.edit;
  return may.addStaff && (one.key === "principal_investigator" || staff.length > 0);
}

interface GateProps {
  dossier: Dossier;
  may: { edit: boolean; addStaff: boolean };
  asOf: string;
}

export function Gate({ dossier, may, asOf }: GateProps) {
  const { gate, staff, site } = dossier;
  const day = asOf.slice(0, 10);
  const [open, held] = [gate.filter((one) => !one.held), gate.filter((one) => one.held)];
  return (
    <Widget
      id="gate"
      title="Activation gate"
      note={open.length > 0 ? `${open.length} of ${gate.length} open` : `all ${gate.length} held`}
      foot={{
        formula: `${gate.length} requirements after ICH E6(R3)`,
        asOf,
        source: plural(gate.length, "row"),
        link: { href: "?proof=gate", label: "Proof" },
      }}
    >
      {open.length > 0 && (
        <ul class="gate">
          {open.map((one) => (
            <li class="open">
              <Glyph name="crit" class="t-crit" />
              <span>
                <b>
                  <span class="vh">Missing:</span> {TITLES[one.key] ?? one.label}
                </b>
                <small>{openWords(one, staff, day)}</small>
              </span>
              {mayClose(one, staff, may) && (
                <a
                  class="btn sm"
                  href={isDocumentStep(one.key)
                    ? `../documents?site=${site.id}`
                    : stepQuery(one.key, one.staffId)}
                >
                  {isDocumentStep(one.key) ? "Documents" : ACTS[one.key] ?? "Record"}
                  <span class="vh">: {TITLES[one.key] ?? one.label}</span>
                </a>
              )}
            </li>
          ))}
        </ul>
      )}
      {held.length > 0 && (
        <ul class={open.length > 0 ? "gate gate-2 mt-3" : "gate gate-2"}>
          {held.map((one) => (
            <li>
              <Glyph name="ok" class="t-ok" />
              <span>
                <b>
                  <span class="vh">Held:</span> {TITLES[one.key] ?? one.label}
                </b>
                <small>{heldWords(one, staff, day)}</small>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Widget>
  );
}

export function gateProof({ gate, staff }: Dossier, asOf: string): DerivedProof {
  const day = asOf.slice(0, 10);
  const held = gate.filter((one) => one.held).length;
  return {
    title: "Activation gate",
    value: `${held} of ${gate.length} held`,
    formula: "The gate is open while one of these has no fact today. Of several principal " +
      "investigators the one who holds most counts; trainings and delegations count until their " +
      "last day, documents while they are current, expiring or waived.",
    source: GATE_SOURCE,
    query: "private.gate_requirements(project, site)",
    rows: gate.map((one) => ({
      label: TITLES[one.key] ?? one.label,
      value: one.held ? heldWords(one, staff, day) : `missing: ${openWords(one, staff, day)}`,
    })),
    asOf,
  };
}

/** Why a site may not simply be activated; null when the gate holds. */
export const whyNot = (site: Site, gate: Requirement[]): string | null =>
  site.gateOpen
    ? `Cannot be activated without a reason: ${site.missing.length} of ${gate.length} requirements are open.`
    : null;
