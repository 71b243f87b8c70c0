/** Words of the rules over documents, quality and budget. Pure. */
import { exponentOf, writeMoney } from "@/lib/budget/model.ts";
import type { Rule } from "./model.ts";
import {
  day,
  days,
  type Facts,
  grouped,
  listed,
  many,
  number,
  type RuleWords,
  text,
  texts,
} from "./phrases.ts";

type RecordRule = Extract<
  Rule,
  | `document${string}`
  | `consent_${string}`
  | `continuing_${string}`
  | `approval_${string}`
  | `kri_${string}`
  | `qtl_${string}`
  | `risk${string}`
  | `deviation_${string}`
  | `capa_${string}`
  | `budget_${string}`
>;

/** "; 012 Leeds", or nothing where it is of the whole study. */
const at = (place: unknown) => text(place) && `; ${text(place)}`;
const version = (value: unknown) => text(value) && `Version ${text(value)} `;
const ends = (count: unknown) =>
  number(count) === 0
    ? "ends today"
    : number(count) === 1
    ? "ends tomorrow"
    : `ends in ${days(count)}`;
const sentence = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** `1250000` of EUR as "12,500.00 EUR". */
function money(minor: unknown, { currency }: Facts): string {
  if (typeof minor !== "number" || !text(currency)) return "an amount not known";
  const written = writeMoney(minor, text(currency));
  const [whole = "", fraction] = written.replace("-", "").split(".");
  const digits = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const tail = exponentOf(text(currency)) > 0 ? `.${fraction}` : "";
  return `${minor < 0 ? "−" : ""}${digits}${tail} ${text(currency)}`;
}

/** One decimal; a share over the limit is never rounded onto it. */
const percent = (share: unknown) => grouped(Math.ceil(number(share) * 1000 - 1e-6) / 10);

/** "3.2 (4 of 125)": a figure with what it is made of. */
const figure = ({ value, numerator, denominator }: Facts) =>
  `${grouped(number(value))} (${grouped(number(numerator))} of ${grouped(number(denominator))})`;

export const RECORD_WORDS: Record<RecordRule, RuleWords> = {
  document_expired: {
    title: ({ label }) => `Renew or withdraw: ${label}`,
    rule: "Document has expired.",
    found: ({ facts }) =>
      sentence(`${version(facts.version)}ended ${days(facts.days)} ago${at(facts.place)}`),
    matters: "Work that stands on it is not covered since then.",
    act: "Open",
  },
  document_expiring: {
    title: ({ label }) => `Renew in time: ${label}`,
    rule: "Document ends within 90, 60 or 30 days.",
    found: ({ facts }) =>
      sentence(
        `${version(facts.version)}${ends(facts.days)}, within ${number(facts.within)}${
          at(facts.place)
        }`,
      ),
    matters: "There is still time to have the next version approved.",
    act: "Open",
  },
  continuing_review_due: {
    title: ({ label }) => `Submit for continuing review: ${label}`,
    rule: "Ethics approval ends within 60 days.",
    found: ({ facts }) => sentence(`${ends(facts.days)}${at(facts.place)}`),
    matters: "Nobody may be enrolled, and nothing done, where the approval has lapsed.",
    act: "Open",
  },
  consent_superseded_in_use: {
    title: ({ label, facts }) =>
      `Move ${label} to consent form ${text(facts.newest) || "in force"}`,
    rule: "Superseded consent form is in use.",
    found: ({ facts }) =>
      `${text(facts.title) || "The form"}: version ${text(facts.version)} is in use, ` +
      `${text(facts.newest)} is in effect`,
    matters: "Participants agree to something that is no longer what happens.",
    act: "Open",
  },
  document_missing_for_gate: {
    title: ({ label, facts }) =>
      facts.missing ? `Complete the documents of ${label}` : `File before sites open: ${label}`,
    rule: "Document needed for activation is missing at a site in start-up or later.",
    found: ({ facts }) => {
      const [missing, all] = [texts(facts.missing), number(facts.count)];
      const more = all > missing.length ? [`${all - missing.length} more`] : [];
      const of = listed([...missing, ...more]);
      const lands = texts(facts.countries);
      return (facts.missing
        ? `Missing: ${of}`
        : `${many(facts.sites, "site")} in start-up or later` +
          (lands.length ? `; ${listed(lands)}` : "")) +
        (facts.active ? "; already active" : "");
    },
    matters: "ICH E6(R3) C.2.5: some records are in place before the step that they are for.",
    act: "Open",
  },
  approval_pending: {
    title: ({ label }) => `Get approved or withdraw: ${label}`,
    rule: "Version waits for approval for over 3 days.",
    found: ({ facts }) => `${version(facts.version)}waits for ${days(facts.days)}`,
    matters: "Until it is signed the version before it counts, or none.",
    act: "Open",
  },
  documents_unconfirmed: {
    title: ({ facts }) => `Read ${many(facts.items, "suggested document")}`,
    rule: "Suggested documents are not confirmed.",
    found: () => "Nothing is expected until a person confirms it",
    matters: "Neither gate nor list counts what nobody stands up for.",
    act: "Read",
  },
  kri_red_two_periods: {
    title: ({ label }) => `Find out why it is red: ${label}`,
    rule: "Indicator is red in two periods.",
    found: ({ facts }) =>
      `${text(facts.site) || "A site"}: ${grouped(number(facts.value))}, red from ${
        grouped(number(facts.red))
      }, ${many(facts.periods, text(facts.period) || "period")} in a row` +
      (number(facts.sites) > 1 ? `; ${many(number(facts.sites) - 1, "more site")}` : ""),
    matters: "Once may be chance; twice is how the site works.",
    act: "Open",
  },
  qtl_breach: {
    title: ({ label }) => `Act on the breached limit: ${label}`,
    rule: "Quality tolerance limit is reached.",
    found: ({ facts }) => `${figure(facts)}; limit ${grouped(number(facts.limit))}`,
    matters: "ICH E6(R3) 3.10.1: what may harm participants or results is examined and reported.",
    act: "Open",
  },
  qtl_warning: {
    title: ({ label }) => `Look at the course of: ${label}`,
    rule: "Quality tolerance limit is near.",
    found: ({ facts }) =>
      `${figure(facts)}; warning ${grouped(number(facts.warning))}, limit ${
        grouped(number(facts.limit))
      }`,
    matters: "There is still room to act before the limit.",
    act: "Open",
  },
  risk_high_unreviewed: {
    title: ({ label }) => `Review the risk: ${label}`,
    rule: "Risk of 15 or more is past its review, or not reviewed within 90 days.",
    found: ({ facts }) =>
      `Score ${number(facts.score)}; ` +
      (facts.reviewedOn ? `last reviewed ${day(facts.reviewedOn)}` : "never reviewed") +
      (number(facts.days) > 0 ? `; review ${days(facts.days)} late` : ""),
    matters: "What was scored then may not be so now.",
    act: "Review",
  },
  risks_unconfirmed: {
    title: ({ facts }) => `Read ${many(facts.items, "suggested risk")}`,
    rule: "Suggested risks are not confirmed.",
    found: () => "They are no risks of the study until a person confirms them",
    matters: "Rules read the record; only people know the study.",
    act: "Read",
  },
  deviation_overdue: {
    title: ({ label }) => `Resolve: ${label}`,
    rule: "Finding is past its due day.",
    found: ({ facts }) =>
      sentence(
        [text(facts.severity), `${days(facts.days)} late`].filter(Boolean).join(", ") +
          at(facts.site),
      ),
    matters: "Open findings are asked for first at an inspection.",
    act: "Open",
  },
  capa_overdue: {
    title: ({ label, facts }) =>
      facts.state === "awaiting_check"
        ? `Check whether it worked: ${label}`
        : `Carry out: ${label}`,
    rule: "Corrective or preventive action is past its due day.",
    found: ({ facts }) =>
      `${days(facts.days)} late` +
      (number(facts.deviations) > 0 ? `; ${many(facts.deviations, "deviation")}` : ""),
    matters: "What it should prevent can happen again.",
    act: "Open",
  },
  capa_ineffective: {
    title: ({ label }) => `Find another way: ${label}`,
    rule: "Corrective or preventive action did not work.",
    found: ({ facts }) =>
      "Checked and found ineffective" +
      (number(facts.deviations) > 0 ? `; ${many(facts.deviations, "deviation")}` : ""),
    matters: "The cause is still there.",
    act: "Open",
  },
  budget_variance: {
    title: ({ label }) => `Decide on the cost of: ${label}`,
    rule: "Forecast is over 10 % above the plan.",
    found: ({ facts }) =>
      `${percent(facts.ratio)} % over: ${money(facts.forecast, facts)} expected, ${
        money(facts.planned, facts)
      } planned, ${money(facts.actual, facts)} booked`,
    matters: "What it costs more has to come from somewhere.",
    act: "Open",
  },
  budget_overbooked: {
    title: ({ label }) => `Check the bookings of: ${label}`,
    rule: "More is booked than planned.",
    found: ({ facts }) =>
      `${money(facts.actual, facts)} booked, ${money(facts.planned, facts)} planned`,
    matters: "Either the plan or a booking is wrong.",
    act: "Open",
  },
};
