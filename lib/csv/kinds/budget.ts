import { type Category, type Driver, isCurrency } from "@/lib/budget/model.ts";
import { lineSpec } from "@/lib/budget/specs.ts";
import type { CsvKind, Fault, Values } from "../kind.ts";
import { ownerField, titleField } from "./plan_fields.ts";

const CATEGORIES: Record<Category, string[]> = {
  site_payments: ["site payment", "investigator fees", "Zentrumszahlungen"],
  staff: ["personnel", "Personal"],
  monitoring: ["CRA", "Monitoring visits"],
  laboratory: ["lab", "central lab", "Labor"],
  supplies: ["supply", "drug supply", "Material"],
  regulatory: ["ethics", "fees", "Behörden"],
  systems: ["IT", "EDC", "software"],
  travel: ["Reisen"],
  vendor: ["vendors", "CRO", "Dienstleister"],
  other: ["Sonstiges", "misc"],
};
const DRIVERS: Record<Driver, string[]> = {
  milestone: ["milestone reached", "Meilenstein"],
  visit: ["visit done", "per visit", "Visite"],
  site: ["site activated", "per site", "Zentrum"],
  month: ["month over", "per month", "monthly", "Monat"],
};

/** What fields say that cannot be together; sums over lines are the database's. */
function faultsOf(row: Values): Fault[] {
  const faults: Fault[] = [];
  const say = (field: string, message: string) => faults.push({ field, message });
  const [unit, planned, expected] = [row.unitAmount, row.plannedQuantity, row.forecastQuantity];
  const over = (n: unknown) =>
    BigInt(Number(unit ?? 0)) * BigInt(Number(n ?? 0)) > BigInt(Number.MAX_SAFE_INTEGER);
  if (over(planned)) say("unitAmount", lineSpec.words!.budget_lines_planned!.message);
  if (over(expected)) say("forecastQuantity", lineSpec.words!.budget_lines_forecast!.message);
  if (row.endsOn && !row.startsOn) say("startsOn", "Must be given where there is an end");
  if (row.endsOn && row.startsOn && String(row.endsOn) < String(row.startsOn)) {
    say("endsOn", "Cannot end before it starts");
  }
  if (row.milestoneId && row.driver !== "milestone") {
    say("milestoneId", "Only a line driven by a milestone has one");
  }
  return faults;
}

export const BUDGET: CsvKind = {
  kind: "budget",
  spec: lineSpec,
  title: "budget lines",
  fields: [
    {
      name: "externalKey",
      label: "Key",
      type: "text",
      synonyms: ["id", "line id", "line no", "line number", "code", "external key"],
    },
    titleField(["line", "item", "description", "Position", "poste", "partida"]),
    {
      name: "category",
      label: "Category",
      type: "choice",
      synonyms: ["type", "cost type", "Kategorie", "Kostenart", "catégorie", "categoría"],
      choices: CATEGORIES,
    },
    {
      name: "driver",
      label: "Paid each time",
      type: "choice",
      synonyms: ["paid per", "cost driver", "per", "Treiber", "unit"],
      choices: DRIVERS,
    },
    {
      name: "currency",
      label: "Currency",
      type: "text",
      synonyms: ["currency code", "Währung", "devise", "moneda"],
      tidy: (text) => isCurrency(text.toUpperCase()) ? text.toUpperCase() : text,
    },
    {
      name: "unitAmount",
      label: "Amount each time",
      type: "money",
      currency: "currency",
      synonyms: ["unit cost", "unit price", "amount", "price", "rate", "Einzelpreis", "Betrag"],
    },
    {
      name: "plannedQuantity",
      label: "Planned quantity",
      type: "whole",
      synonyms: ["quantity", "qty", "planned", "units", "number", "Menge", "Anzahl", "quantité"],
    },
    {
      name: "forecastQuantity",
      label: "Expected quantity",
      type: "whole",
      synonyms: ["forecast quantity", "forecast", "expected", "Prognose"],
    },
    {
      name: "milestone",
      field: "milestoneId",
      label: "Milestone",
      type: "milestone",
      synonyms: ["milestone key", "Meilensteinschlüssel"],
    },
    {
      name: "site",
      field: "siteId",
      label: "Site",
      type: "site",
      synonyms: ["site number", "site no", "site name", "Prüfzentrum", "Zentrumsnummer"],
    },
    {
      name: "startsOn",
      label: "Starts",
      type: "date",
      synonyms: ["start", "start date", "from", "Beginn", "début"],
    },
    {
      name: "endsOn",
      label: "Ends",
      type: "date",
      synonyms: ["end", "end date", "to", "until", "Ende", "fin"],
    },
    ownerField,
    {
      name: "note",
      label: "Note",
      type: "text",
      synonyms: ["notes", "comment", "comments", "Bemerkung", "Kommentar", "remarque"],
    },
  ],
  keys: [{ fields: ["externalKey"] }, { fields: ["title", "siteId"], sparse: true }],
  ordered: true,
  check: faultsOf,
};
