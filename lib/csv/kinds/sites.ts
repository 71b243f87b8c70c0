import { type Fact, FACT_WORDS, FACTS } from "@/lib/sites/model.ts";
import { siteSpec } from "@/lib/sites/specs.ts";
import type { CsvField, CsvKind, Fault } from "../kind.ts";

const FACT_SYNONYMS: Record<Fact, string[]> = {
  identifiedOn: ["identification date", "identifiziert"],
  selectedOn: ["selection date", "ausgewählt", "ssv date"],
  contractSignedOn: [
    "contract date",
    "CTA signed",
    "agreement signed",
    "Vertrag",
    "Vertragsdatum",
    "contrat signé",
  ],
  ethicsApprovedOn: [
    "ethics approval date",
    "EC approval",
    "IRB approval",
    "IRB approval date",
    "IEC approval",
    "Ethikvotum",
    "Ethik",
    "avis du CPP",
  ],
  initiationVisitOn: ["SIV", "SIV date", "initiation", "site initiation visit", "Initiierung"],
  activatedOn: [
    "activation date",
    "activation",
    "site activated",
    "green light",
    "aktiviert",
    "Aktivierung",
    "activado",
    "activé",
  ],
  firstParticipantOn: ["FPI", "FSI", "first patient in", "first subject in", "erster Patient"],
  onHoldOn: ["hold", "hold date", "on hold since", "pausiert"],
  closedOn: ["closed date", "close-out", "COV", "close out visit", "geschlossen", "clôturé"],
};

const facts: CsvField[] = FACTS.map((name) => ({
  name,
  label: FACT_WORDS[name],
  type: "date",
  synonyms: FACT_SYNONYMS[name],
}));

/** What the table would say of a row that breaks one of its rules. */
const said = (constraint: string): Fault => {
  const { path, message } = siteSpec.words![constraint]!;
  return { field: path.slice(1), message };
};

export const SITES: CsvKind = {
  kind: "sites",
  spec: siteSpec,
  title: "sites",
  fields: [
    {
      name: "number",
      label: "Number",
      type: "text",
      synonyms: [
        ...[
          "site",
          "site number",
          "site no",
          "site id",
          "site #",
          "center number",
          "centre number",
        ],
        ...["Zentrumsnummer", "Zentrumsnr", "Nummer", "Nr", "numéro", "número", "n°"],
      ],
    },
    {
      name: "facility",
      label: "Facility",
      type: "text",
      synonyms: [
        ...["site name", "name", "institution", "hospital", "center", "centre", "clinic"],
        ...[
          "Einrichtung",
          "Klinik",
          "Zentrum",
          "Prüfzentrum",
          "établissement",
          "hôpital",
          "centro",
        ],
      ],
    },
    {
      name: "city",
      label: "City",
      type: "text",
      synonyms: ["town", "Stadt", "Ort", "ville", "ciudad"],
    },
    {
      name: "region",
      label: "State or region",
      type: "text",
      synonyms: ["state", "province", "Bundesland", "région"],
    },
    {
      name: "zip",
      label: "Postal code",
      type: "text",
      synonyms: ["zip code", "postcode", "PLZ", "Postleitzahl", "code postal", "código postal"],
    },
    { name: "country", label: "Country", type: "text", synonyms: ["Land", "pays", "país"] },
    {
      name: "status",
      label: "Registry status",
      type: "text",
      synonyms: ["recruitment status"],
      tidy: (text) => text.toUpperCase().replaceAll(/[\s-]+/g, "_"),
    },
    { name: "lat", label: "Latitude", type: "decimal", synonyms: ["Breite", "Breitengrad"] },
    {
      name: "lon",
      label: "Longitude",
      type: "decimal",
      synonyms: ["lng", "long", "Länge", "Längengrad"],
    },
    {
      name: "targetEnrollment",
      label: "Target enrollment",
      type: "whole",
      synonyms: [
        "target",
        "planned enrollment",
        "planned enrolment",
        "Ziel",
        "Zielzahl",
        "objectif",
      ],
    },
    {
      name: "plannedActivationOn",
      label: "Planned activation",
      type: "date",
      synonyms: ["planned activation date", "activation planned", "geplante Aktivierung"],
    },
    ...facts,
    {
      name: "holdReason",
      label: "Reason of the hold",
      type: "text",
      synonyms: ["hold reason", "reason for hold"],
    },
  ],
  keys: [{ fields: ["number"] }, {
    fields: ["facility", "city", "country"],
    adopts: true,
    sparse: true,
  }],
  ordered: true,
  check(row) {
    const faults = [];
    if (row.onHoldOn && !row.holdReason) faults.push(said("sites_hold_reason"));
    if (row.closedOn && row.activatedOn && String(row.closedOn) < String(row.activatedOn)) {
      faults.push(said("sites_closed_after_activation"));
    }
    return faults;
  },
};
