/**
 * Whether the figures of a text stand in the facts. What a fact says is the whole of what may be
 * said: nothing is calculated, rounded or converted here, and a part of a bigger figure is none.
 * Less may be said of a day: its month, its year, or its day and month. Pure.
 */
import type { TabFact } from "./model.ts";
import { blanked, plainOf } from "./figures_plain.ts";
import { figuresOf } from "./figures_read.ts";
import type { Figure, Said } from "./figures_rules.ts";

export interface Checked {
  /** Figures that stand in the facts. */
  found: number;
  /** The others, as they are written, each once. */
  unverified: string[];
}

type Fact = Pick<TabFact, "label" | "value" | "unit" | "asOf"> & { id?: string };

/** What facts say, by kind. */
class Index {
  readonly #said = new Set<string>();
  readonly #units = new Map<string, Set<string | null>>();
  readonly #text: string;
  readonly #ids: Set<string>;

  constructor(facts: readonly Fact[]) {
    this.#ids = new Set(facts.flatMap(({ id }) => id?.toLowerCase() ?? []));
    // "Phase: 2" says phase 2, "Site 12: 5" says 5 of site 12.
    const texts = facts.flatMap(({ label, value, unit, asOf }) => [
      `${label}: ${value ?? ""}${unit ? ` ${unit}` : ""}`,
      asOf ?? "",
    ]).map((text) => plainOf(text).text);
    this.#text = ` ${texts.join(" \n ").toLowerCase()} `;
    for (const text of texts) {
      for (const { or = [], ...said } of figuresOf(text)) {
        // A fact that says "1 148" says one figure; of a range each of its two ends.
        for (const one of [said, ...or.filter(({ length }) => length === 1).flat()]) this.#add(one);
      }
    }
  }

  #add(said: Said) {
    if (said.kind === "number") {
      const units = this.#units.get(said.value) ?? new Set();
      this.#units.set(said.value, units.add(said.unit));
      if (said.negative) this.#said.add(`negative ${said.value}`);
      if (said.literal.includes(".")) this.#said.add(`version ${said.literal}`);
    } else if (said.kind === "date") {
      const [year, month, day] = said.value.replace("--", "|-").split("-");
      this.#said.add(`date ${said.value}`).add(`year ${year}`).add(`date ${year}-${month}`);
      if (day) this.#said.add(`date --${month}-${day}`);
    } else if (said.kind === "money") {
      this.#said.add(`money ${said.currency} ${said.value}`).add(`amount ${said.value}`);
    } else if (said.kind === "rank") {
      this.#said.add(`rank ${said.name} ${said.number}`);
      if (said.counted) {
        this.#units.set(said.number, new Set([null, ...this.#units.get(said.number) ?? []]));
      }
    } else if (said.kind !== "share") this.#said.add(`${said.kind} ${said.value}`);
  }

  /** Whether a word or name stands in a fact, whole. */
  #names(word: string): boolean {
    const said = word.toLowerCase();
    for (let i = this.#text.indexOf(said); i >= 0; i = this.#text.indexOf(said, i + 1)) {
      const around = this.#text[i - 1]! + this.#text[i + said.length]!;
      // "v3.0" is no part of "v3.0.1", nor "IMP-1" of "IMP-1-A".
      const more = /^[-./][\p{L}\p{N}]/u.test(this.#text.slice(i + said.length)) ||
        /[\p{L}\p{N}][-./]$/u.test(this.#text.slice(Math.max(0, i - 2), i));
      if (!/[\p{L}\p{N}]/u.test(around) && !more) return true;
    }
    return false;
  }

  has(said: Said): boolean {
    switch (said.kind) {
      case "number": {
        const units = this.#units.get(said.value);
        const { unit } = said;
        if (said.negative && !this.#said.has(`negative ${said.value}`)) return false;
        return units !== undefined && (unit === null || units.has(unit) || units.has(null)) ||
          unit === null && this.#said.has(`amount ${said.value}`);
      }
      case "money":
        return this.#said.has(`money ${said.currency} ${said.value}`);
      case "version":
        return this.#said.has(`version ${said.value}`);
      case "rank":
        return this.#said.has(`rank ${said.name} ${said.number}`) ||
          !said.strict && (this.#units.get(said.number)?.has(null) ?? false);
      case "text":
        return this.#names(said.value) || this.#ids.has(said.value.toLowerCase());
      case "share":
        return this.#names(said.word) || this.#said.has(`percent ${said.percent}`) ||
          this.#units.has(said.number ?? "");
      default:
        return this.#said.has(`${said.kind} ${said.value}`);
    }
  }
}

const YEAR = /^(?:19|20)\d{2}$/;
const AS_YEAR =
  /(?:^|[^\p{L}])(?:in|since|by|until|till|during|of|year|through|to|from|before|after|early|late|mid|end|and|or)[ -]$/iu;
const ENDS =
  /^(?:[\s]*$|[.,;:)!?\n]|\s+(?:and|or|the|to|with|is|was|has|by|as|when|but|for|on|in|at|it|until)\b)/i;

/** Whether a bare number is used as a year: "in 2026.", not "2026 participants". */
function asYear(figure: Figure, text: string): boolean {
  return figure.kind === "number" && figure.unit === null && YEAR.test(figure.literal) &&
    AS_YEAR.test(text.slice(Math.max(0, figure.start - 8), figure.start)) &&
    ENDS.test(text.slice(figure.end));
}

export function checkFigures(text: string, facts: readonly Fact[]): Checked {
  const index = new Index(facts);
  const plain = plainOf(text);
  const said = blanked(plain.text);
  const unverified = new Set<string>();
  let found = 0;
  for (const figure of figuresOf(said)) {
    const holds = index.has(figure) || figure.or?.some((group) =>
      group.every((one) => index.has(one))
    ) ||
      asYear(figure, said) &&
        index.has({ kind: "year", value: (figure as { value: string }).value });
    if (holds) found++;
    else unverified.add(text.slice(plain.at[figure.start], plain.at[figure.end]).trim());
  }
  return { found, unverified: [...unverified] };
}
