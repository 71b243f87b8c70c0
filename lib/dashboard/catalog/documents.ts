/** Documents: what is expected and how it stands (private.expected_documents). */
import { count, type Entry, n, s } from "../entry.ts";
import { atRisk, critical, MINIMUM, onTrack, unknown, worst } from "../status.ts";
import { capital, day, many, num, pct, plain } from "../text.ts";
import { kpi } from "./kpi.ts";

export const DOCUMENTS: Entry[] = [
  {
    key: "documents.completeness",
    type: "kpi",
    title: "Documents held",
    formula: "current or expiring ÷ expected",
    thresholds: "critical: one is expired; at risk: one is missing, pending or withdrawn",
    params: ["siteId", "target"],
    show(doc, { target }) {
      const [held, all, expired] = [
        count(doc.facts.of),
        count(doc.facts.by),
        count(doc.facts.expired),
      ];
      const words = `${num(held)} of ${num(all)} held`;
      const goal = target === undefined ? 1 : target / 100;
      const stand = all < MINIMUM.documents
        ? unknown("no rule that expects one is confirmed")
        : expired > 0
        ? critical(`${num(expired)} expired, ${words}`)
        : held / all >= goal
        ? onTrack(words)
        : atRisk(words);
      return kpi({
        doc,
        unit: "percent",
        target: all === 0 ? null : goal,
        targetWords: `target ${pct(goal, 0)}`,
        stand,
        filled: all === 0 ? "" : `${num(held)} ÷ ${num(all)}`,
      });
    },
  },
  {
    key: "documents.by_state",
    type: "chart",
    title: "Documents by state",
    formula: "expected and held documents by state",
    thresholds: "",
    params: ["siteId"],
    show(doc) {
      const bars = doc.rows.map((row) => ({
        label: capital(plain(String(row.state))),
        n: count(row.n),
      }));
      return {
        data: { type: "chart", unit: "documents", bars },
        stand: null,
        summary: `${
          bars.map((bar) => `${num(bar.n)} ${bar.label.toLowerCase()}`).join(", ") ||
          "No document is expected"
        }.`,
        filled: "",
      };
    },
  },
  {
    key: "documents.expiring",
    type: "list",
    title: "About to expire",
    formula: "documents whose last day comes in so many days, or is past",
    thresholds: "critical: expired; at risk: expiring",
    params: ["siteId", "days", "limit"],
    show(doc) {
      return {
        data: {
          type: "list",
          items: doc.rows.map((row) => ({
            title: [s(row.title), s(row.place)].filter(Boolean).join(", "),
            detail: `${row.state === "expired" ? "expired" : "until"} ${day(s(row.expires))}`,
            ...(s(row.document) ? { path: `documents/${row.document}` } : {}),
          })),
          total: count(doc.value),
        },
        stand: worst({ critical: count(doc.facts.expired), atRisk: count(doc.value) }, {
          critical: "expired",
          atRisk: `to expire within ${num(count(doc.facts.days))} days`,
          none: `nothing held expires within ${num(count(doc.facts.days))} days`,
          nothing: "",
        }),
        summary: `${many(count(doc.value), "document")} expired or about to.`,
        filled: "",
      };
    },
  },
  {
    key: "documents.consent_matrix",
    type: "grid",
    title: "Consent form in use",
    formula: "version of the consent form by site, against the newest that is effective",
    thresholds: "critical: a superseded version is in use",
    params: ["siteId", "limit"],
    show(doc) {
      const forms = [...new Set(doc.rows.map((row) => String(row.document)))];
      const sites = [...new Set(doc.rows.map((row) => String(row.siteId)))];
      return {
        data: {
          type: "grid",
          columns: forms,
          rows: sites.map((id) => {
            const here = doc.rows.filter((row) => row.siteId === id);
            return {
              name: String(here[0]!.site),
              path: `sites/${id}`,
              cells: forms.map((form) => {
                const uses = here.filter((row) => row.document === form);
                const old = uses.find((row) => row.superseded === true);
                const use = old ?? uses[0];
                if (!use) return null;
                return old
                  ? { text: `${use.version}, newest ${use.newest}`, state: "critical" as const }
                  : { text: String(use.version), state: "on-track" as const };
              }),
            };
          }),
        },
        stand: worst({ critical: count(doc.value), of: count(doc.facts.of) }, {
          critical: "superseded and still in use",
          atRisk: "",
          none: "every site uses the newest version",
          nothing: "no use of a consent form is recorded",
        }),
        summary: `${num(count(n(doc.value)))} of ${many(count(doc.facts.of), "use")} superseded.`,
        filled: "",
      };
    },
  },
];
