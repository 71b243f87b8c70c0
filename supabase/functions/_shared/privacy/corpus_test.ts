// What the gate finds in data that nobody here wrote (FIXTURES/phi). The figures are printed;
// README.md of this folder has them.
import assert from "node:assert/strict";
import { type Case, covered, data, hidden, read, type Sentence, unit } from "./testing.ts";

const ignore = data === "";
const share = (hit: number, all: number) => `${hit}/${all} = ${(hit / all).toFixed(3)}`;
type Tally = Record<string, { all: number; hit: number }>;

function note(tally: Tally, key: string, hit: boolean) {
  const entry = tally[key] ??= { all: 0, hit: 0 };
  entry.all++;
  if (hit) entry.hit++;
}

const total = (tally: Tally, keys: readonly string[]) =>
  keys.map((key) => tally[key] ?? { all: 0, hit: 0 })
    .reduce((sum, one) => ({ all: sum.all + one.all, hit: sum.hit + one.hit }), { all: 0, hit: 0 });

/** README.md of the data: e-mail, phone, SSN, card, IBAN, IP, URL, date of birth, ZIP. */
const structured = [
  "EMAIL_ADDRESS",
  "PHONE_NUMBER",
  "US_SSN",
  "CREDIT_CARD",
  "IBAN_CODE",
  "IP_ADDRESS",
  "DOMAIN_NAME",
  "DATE_OF_BIRTH",
  "ZIP_CODE",
]; // deno-fmt-ignore: a list of types

/** Half of the sentences and cases was not looked at while the detectors were written. */
const heldOut = (i: number) => ((i * 2654435761) >>> 0) % 2 === 1;

/** A span counts as found when every letter and digit of it is behind a token. */
function sentences(which: (i: number) => boolean): Tally {
  const tally: Tally = {};
  read<Sentence[]>("phi/presidio_synth_v2.json").forEach(({ full_text: text, spans }, i) => {
    if (!which(i)) return;
    const ranges = covered(text);
    for (const span of spans) {
      const type = span.entity_type === "DATE_TIME" && /birth/.test(text)
        ? "DATE_OF_BIRTH"
        : span.entity_type;
      const [start, end] = [unit(text, span.start_position), unit(text, span.end_position)];
      note(tally, type, hidden(text, ranges, start, end));
    }
  });
  return tally;
}

Deno.test({
  name: "synthetic sentences: recall on structured identifiers is at least 0.98",
  ignore,
  fn() {
    for (const [what, which] of [["all", () => true], ["held out", heldOut]] as const) {
      const tally = sentences(which);
      for (const type of structured) {
        const { hit, all } = tally[type] ?? { hit: 0, all: 0 };
        console.log(`${what}: ${type} ${share(hit, all)}`);
      }
      const { hit, all } = total(tally, structured);
      console.log(`${what}: structured ${share(hit, all)}`);
      assert.ok(all > 100 && hit / all >= 0.98);
    }
  },
});

Deno.test({
  name:
    "synthetic sentences: names and addresses, best effort, do not fall below what was measured",
  ignore,
  fn() {
    const tally = sentences(() => true);
    const least = { PERSON: 0.2, STREET_ADDRESS: 0.85, GPE: 0.35 };
    for (const [type, bound] of Object.entries(least)) {
      const { hit, all } = tally[type]!;
      console.log(`apart: ${type} ${share(hit, all)}`);
      assert.ok(hit / all >= bound, type);
    }
    const { hit, all } = tally.ORGANIZATION!;
    console.log(`apart: ORGANIZATION ${share(hit, all)} (the caller's dictionary only)`);
  },
});

/** Files of cases by what the gate owes them. */
const group = (source: string) => source.replace(/.*test_|_recognizer\.py$|\.py$/g, "");
/** Companies are no individuals; dates without a person and names without a cue are not identifiers. */
const outOfScope = new Map([
  ...[
    "au_abn",
    "au_acn",
    "de_handelsregister",
    "de_vat_id",
    "in_gstin",
    "it_vat_code",
    "kr_brn",
    "se_organisationsnummer",
    "sg_uen",
  ].map((name) => [name, "number of a company"] as const),
  ["de_bsnr", "number of a practice"],
  ["date", "a date of nobody"],
  ...["spacy", "stanza", "transformers"].map((name) =>
    [name, "named by a language model"] as const
  ),
  ["pattern", "tests Presidio's own machinery"],
]); // deno-fmt-ignore: a table is read as a table
/** No check digit and the shape of a study's or a compound's number: found with their label only. */
const labelled = new Map([
  ...["de_kfz", "in_vehicle_registration", "ng_vehicle_registration", "uk_vehicle_registration"]
    .map((name) => [name, "License plate"] as const),
  ...["es_passport", "in_passport", "it_passport", "kr_passport", "uk_passport", "us_passport"]
    .map((name) => [name, "Passport number"] as const),
  ["de_plz", "PLZ"],
  ["de_tax_number", "Steuernummer"],
  ["in_voter", "Voter ID"],
  ["it_identity_card", "Identity card"],
  ["us_bank", "Bank account number"],
  ["us_driver_license", "Driver's license number"],
]);

Deno.test({
  name: "recognizer cases: what has no shape of its own is found under its label",
  ignore,
  fn() {
    const tally: Tally = {};
    for (
      const { source, text, expected_len } of read<Case[]>("phi/presidio_recognizer_cases.json")
    ) {
      const label = labelled.get(group(source));
      if (label === undefined || expected_len !== 1 || / \p{L}{2,} |:/u.test(text)) continue;
      const sentence = `${label}: ${text}`;
      note(tally, label, hidden(sentence, covered(sentence), label.length + 2, sentence.length));
    }
    for (const [label, { hit, all }] of Object.entries(tally)) {
      console.log(`labelled ${label}: ${share(hit, all)}`);
    }
    const { hit, all } = total(tally, Object.keys(tally));
    console.log(`labelled: ${share(hit, all)}`);
    assert.ok(hit / all >= 0.95);
  },
});

Deno.test({
  name:
    "recognizer cases: classes with a shape of their own are found, those without only by their label",
  ignore,
  fn() {
    const found: Tally = {};
    const wrong: Tally = {};
    const sums: Record<string, Tally> = { checked: {}, labelled: {}, heldOut: {}, wrong: {} };
    read<Case[]>("phi/presidio_recognizer_cases.json").forEach((one, i) => {
      const name = group(one.source);
      if (outOfScope.has(name)) return;
      const ranges = covered(one.text);
      if (one.expected_len === 0) {
        note(wrong, name, ranges.length > 0);
        note(sums.wrong!, "all", ranges.length > 0);
        return;
      }
      const spans = one.spans ?? [];
      const hits = spans.length === 0
        ? [ranges.length > 0]
        : spans.map((s) =>
          hidden(one.text, ranges, unit(one.text, s.start), unit(one.text, s.end))
        );
      for (const hit of hits) {
        note(found, name, hit);
        note(sums[labelled.has(name) ? "labelled" : "checked"]!, "all", hit);
        if (!labelled.has(name) && heldOut(i)) note(sums.heldOut!, "all", hit);
      }
    });
    for (const [name, { hit, all }] of Object.entries(found)) {
      const bad = wrong[name] ?? { hit: 0, all: 0 };
      console.log(
        `${name}: recall ${share(hit, all)}, of ${bad.all} negatives ${bad.hit} replaced`,
      );
    }
    for (const [name, reason] of outOfScope) console.log(`${name}: out of scope, ${reason}`);
    const { checked, labelled: weak, heldOut: held, wrong: bad } = sums as Record<string, Tally>;
    console.log(`with a shape: ${share(checked!.all!.hit, checked!.all!.all)}`);
    console.log(`with a shape, held out: ${share(held!.all!.hit, held!.all!.all)}`);
    console.log(`by label only: ${share(weak!.all!.hit, weak!.all!.all)}`);
    console.log(`negatives replaced (as any class): ${share(bad!.all!.hit, bad!.all!.all)}`);
    assert.ok(checked!.all!.hit / checked!.all!.all >= 0.96);
    assert.ok(held!.all!.hit / held!.all!.all >= 0.96);
    assert.ok(bad!.all!.hit / bad!.all!.all <= 0.16);
  },
});
