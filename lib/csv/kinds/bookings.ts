import { isCurrency } from "@/lib/budget/model.ts";
import { actualSpec } from "@/lib/budget/specs.ts";
import type { CsvKind } from "../kind.ts";

/** What was booked on lines of the budget: one that has no key is known by line, day, amount and reference. */
export const BOOKINGS: CsvKind = {
  kind: "budget_actuals",
  spec: actualSpec,
  title: "bookings",
  fields: [
    {
      name: "key",
      field: "externalKey",
      label: "Key",
      type: "text",
      synonyms: [
        "id",
        "booking id",
        "booking no",
        "document number",
        "external key",
        "Belegnummer",
      ],
    },
    {
      name: "line",
      field: "lineId",
      label: "Budget line",
      type: "line",
      synonyms: [
        "line key",
        "line title",
        "cost centre",
        "cost center",
        "account",
        "Konto",
        "poste",
      ],
    },
    {
      name: "bookedOn",
      label: "Booked on",
      type: "date",
      synonyms: [
        "date",
        "booking date",
        "posted",
        "posting date",
        "paid on",
        "Datum",
        "Buchungsdatum",
      ],
    },
    {
      name: "currency",
      label: "Currency",
      type: "text",
      synonyms: ["currency code", "Währung", "devise", "moneda"],
      tidy: (text) => isCurrency(text.toUpperCase()) ? text.toUpperCase() : text,
    },
    {
      name: "amount",
      label: "Amount",
      type: "money",
      currency: "currency",
      synonyms: ["booked", "paid", "sum", "value", "Betrag", "montant", "importe"],
    },
    {
      name: "quantity",
      label: "How many times it happened",
      type: "whole",
      synonyms: ["quantity", "qty", "units", "visits", "Menge", "Anzahl", "quantité"],
    },
    {
      name: "reference",
      label: "Reference",
      type: "text",
      synonyms: [
        "invoice",
        "invoice no",
        "invoice number",
        "Rechnung",
        "Rechnungsnummer",
        "facture",
      ],
    },
    {
      name: "note",
      label: "Note",
      type: "text",
      synonyms: ["notes", "comment", "comments", "remark", "Bemerkung", "remarque"],
    },
  ],
  keys: [
    { fields: ["externalKey"] },
    { fields: ["lineId", "bookedOn", "amount", "reference"], sparse: true },
  ],
};
