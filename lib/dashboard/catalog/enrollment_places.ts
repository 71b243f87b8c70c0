/** Enrollment by country and by site. */
import { count, type Entry, n, s } from "../entry.ts";
import { many, num } from "../text.ts";

export const ENROLLMENT_PLACES: Entry[] = [
  {
    key: "enrollment.by_country",
    type: "chart",
    title: "Enrolled by country",
    formula: "newest counts of each site, added up by country",
    thresholds: "",
    params: ["limit"],
    show(doc) {
      const bars = doc.rows.map((row) => ({
        label: s(row.country) ?? "Not known",
        n: n(row.enrolled),
        note: n(row.enrolled) === null ? "not counted" : many(count(row.sites), "site"),
      }));
      const more = count(doc.facts.countries) - bars.length;
      const said = bars.map((bar) => `${bar.label} ${bar.n === null ? bar.note : num(bar.n)}`).join(
        ", ",
      );
      return {
        data: { type: "chart", unit: "enrolled", bars },
        stand: null,
        summary: `${said || "No site has a country"}${
          more > 0 ? `, and ${more} more countries` : ""
        }.`,
        filled: "",
      };
    },
  },
  {
    key: "enrollment.by_site",
    type: "table",
    title: "Enrolled by site",
    formula: "newest count of each site, most first",
    thresholds: "",
    params: ["country", "limit"],
    show(doc) {
      return {
        data: {
          type: "table",
          columns: [
            { label: "Site", kind: "text" },
            { label: "Counted", kind: "date" },
            { label: "Screened", kind: "number" },
            { label: "Failed", kind: "number" },
            { label: "Enrolled", kind: "number" },
          ],
          rows: doc.rows.map((row) => ({
            name: s(row.name) ?? "",
            path: `sites/${row.id}`,
            cells: [s(row.on), n(row.screened), n(row.failed), n(row.enrolled)],
          })),
          total: count(doc.facts.counted),
        },
        stand: null,
        summary: `${many(count(doc.facts.counted), "site")} counted of ${
          num(count(doc.facts.sites))
        }.`,
        filled: "",
      };
    },
  },
];
