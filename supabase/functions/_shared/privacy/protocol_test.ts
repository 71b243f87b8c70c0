// What the gate leaves alone in the registry's own records (FIXTURES/ctgov_v2).
import assert from "node:assert/strict";
import { redact } from "./gate.ts";
import { data, read } from "./testing.ts";

const ignore = data === "";

/** Public contacts of the registry: not protocol text. */
const contacts = /centralContacts|overallOfficials|\.contacts\[|responsibleParty|pointOfContact/;
/**
 * What registry text holds that a gate must take out: links to a data archive that is on no list of
 * public hosts, postcodes of sites that stand alone, a site named after its physician.
 */
const expected = [
  /ipdSharingStatementModule\.url$/,
  /locations\[\]\.zip$/,
  /locations\[\]\.facility$/,
];

function* strings(value: unknown, path: string): Generator<[string, string]> {
  if (typeof value === "string") yield [path, value];
  else if (Array.isArray(value)) { for (const item of value) yield* strings(item, `${path}[]`); }
  else if (value !== null && typeof value === "object") {
    for (const [key, item] of Object.entries(value)) yield* strings(item, `${path}.${key}`);
  }
}

Deno.test({
  name: "it changes nothing in the protocol texts of the registry's records",
  ignore,
  fn() {
    let seen = 0;
    const apart: Record<string, number> = {};
    for (const folder of ["full", "projection"]) {
      for (const { name } of Deno.readDirSync(`${data}/ctgov_v2/${folder}`)) {
        for (const [path, text] of strings(read(`ctgov_v2/${folder}/${name}`), "")) {
          if (contacts.test(path)) continue;
          seen++;
          const { texts, counts } = redact(text);
          if (texts === text) continue;
          assert.ok(expected.some((one) => one.test(path)), `${name} ${path}: ${texts}`);
          for (const [kind, count] of Object.entries(counts)) {
            const key = `${path.replace(/^.*\.(\w+Module)/, "$1")} ${kind}`;
            apart[key] = (apart[key] ?? 0) + count;
          }
        }
      }
    }
    console.log(`${seen} strings, unchanged but for`, apart);
    assert.ok(seen > 5000);
  },
});

/** Modules that name people and pages: the rest is protocol. */
const left =
  /^(?:contactsLocationsModule|sponsorCollaboratorsModule|referencesModule|ipdSharingStatementModule)$/;

function protocolOf(name: string): Record<string, unknown> {
  const { protocolSection } = read<{ protocolSection: object }>(`ctgov_v2/full/${name}`);
  return Object.fromEntries(
    Object.entries(protocolSection).filter(([module]) => !left.test(module)),
  );
}

/** A record as a prompt may hold it: JSON, JSON with line breaks, labelled lines, a table. */
function renderings(record: unknown): string[] {
  const lines = [...strings(record, "")].map(([path, text]) =>
    `- ${path.split(".").at(-1)}: ${text}`
  );
  const cells = [...strings(record, "")].map(([, text]) => text);
  return [
    JSON.stringify(record),
    JSON.stringify(record, null, 2),
    lines.join("\n"),
    `| ${cells.join(" | ")} |`,
    cells.join(","),
  ];
}

Deno.test({
  name: "protocols rendered as JSON, as lines and as tables stay as they are",
  ignore,
  fn() {
    for (const { name } of Deno.readDirSync(`${data}/ctgov_v2/full`)) {
      for (const text of renderings(protocolOf(name))) {
        const { texts, counts } = redact(text);
        assert.deepEqual(counts, {}, `${name}: ${texts.match(/.{0,40}⟦.{0,40}/)?.[0]}`);
      }
    }
  },
});

Deno.test({
  name: "a record goes through as JSON with its keys, and the protocol in it does not change",
  ignore,
  fn() {
    for (const { name } of Deno.readDirSync(`${data}/ctgov_v2/full`)) {
      const record = protocolOf(name);
      assert.deepEqual(redact(record).texts, record, name);
    }
  },
});
