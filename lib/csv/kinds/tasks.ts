import { taskSpec } from "@/lib/planning/specs.ts";
import type { CsvKind } from "../kind.ts";
import { ownerField, phaseField, stateField, titleField } from "./plan_fields.ts";

export const TASKS: CsvKind = {
  kind: "tasks",
  spec: taskSpec,
  title: "tasks",
  fields: [
    {
      name: "key",
      field: "externalKey",
      label: "Key",
      type: "text",
      synonyms: ["id", "task id", "external key", "code", "WBS", "#", "Schlüssel"],
    },
    titleField(["task", "task name", "activity", "Aufgabe", "tâche", "tarea", "Vorgang"]),
    {
      name: "description",
      label: "Description",
      type: "text",
      synonyms: ["details", "notes", "note", "Beschreibung", "descripción"],
    },
    phaseField,
    {
      name: "milestone",
      field: "milestoneId",
      label: "Milestone",
      type: "milestone",
      synonyms: ["milestone key", "Meilenstein", "jalon", "hito"],
    },
    {
      name: "site",
      field: "siteId",
      label: "Site",
      type: "site",
      synonyms: ["site number", "site no", "site name", "center", "centre", "Zentrum", "sitio"],
    },
    ownerField,
    {
      name: "priority",
      label: "Priority",
      type: "choice",
      synonyms: ["Priorität", "priorité", "prioridad"],
      choices: {
        low: ["niedrig", "basse", "baja", "minor"],
        normal: ["medium", "mittel", "moyenne", "media"],
        high: ["hoch", "haute", "alta", "urgent", "critical", "major"],
      },
    },
    {
      name: "plannedStart",
      label: "Planned start",
      type: "date",
      synonyms: [
        "start",
        "start date",
        "planned start date",
        "planned on",
        "Beginn",
        "Start geplant",
        "début",
      ],
    },
    {
      name: "durationDays",
      label: "Duration in days",
      type: "whole",
      synonyms: ["duration", "days", "duration days", "Dauer", "Tage", "durée", "duración"],
    },
    {
      name: "calendar",
      label: "Days counted",
      type: "choice",
      synonyms: ["day type", "Kalender"],
      choices: {
        working: ["working days", "work days", "business days", "Werktage", "Arbeitstage"],
        calendar: ["calendar days", "Kalendertage", "jours calendaires"],
      },
    },
    {
      name: "forecastFinish",
      label: "Forecast finish",
      type: "date",
      synonyms: ["forecast", "expected finish", "forecast end", "Prognose"],
    },
    {
      name: "actualStart",
      label: "Actual start",
      type: "date",
      synonyms: ["started", "actual start date", "tatsächlicher Beginn"],
    },
    {
      name: "actualFinish",
      label: "Actual finish",
      type: "date",
      synonyms: ["finished", "done", "completed", "actual end", "actual finish date", "erledigt"],
    },
    stateField,
  ],
  keys: [{ fields: ["externalKey"] }, { fields: ["title", "siteId"], sparse: true }],
  ordered: true,
  check: (row) =>
    row.actualFinish && row.actualStart && String(row.actualFinish) < String(row.actualStart)
      ? [{ field: "actualFinish", message: "Cannot finish before the actual start" }]
      : [],
};
