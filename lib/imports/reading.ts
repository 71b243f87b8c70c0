/** From what a caller gives (a record, a text, a number) to one study, mapped and counted. */
import { createHash } from "node:crypto";
import type { ImportCounts } from "./model.ts";
import { failure, invalid, type Result, success } from "@/lib/http/reply.ts";
import { countFacts, mapStudy, recordVersion } from "./ctgov/map.ts";
import { parseRecord, type StoredRecord } from "./ctgov/parse.ts";
import { canonical, ENTITIES, type StudyFacts } from "./facts.ts";
import { fetchRecord, type Registry } from "./registry.ts";

/** Exactly one of the three is given. */
export interface Source {
  /** One API v2 study, or `{studies: [one]}`, as parsed JSON. */
  record?: unknown;
  /** The same as a text: the content of a file, or what was pasted. */
  text?: string | undefined;
  nctId?: string | undefined;
}

/** A record that can be imported. */
export interface Reading {
  nctId: string;
  facts: StudyFacts;
  counts: ImportCounts;
  record: StoredRecord;
  /** Of the canonical text of `record`: the same study has the same one, whatever its layout. */
  sha256: string;
  version: string | null;
  bytes: number;
}

/**
 * Most rows that one import may write: its transaction keeps others waiting. The largest records of
 * the registry, of some 1,200 sites, have about 5,000.
 */
const MAX_ROWS = 20_000;

function rowsOf(facts: StudyFacts): number {
  const links = facts.arms.reduce((sum, arm) => sum + arm.interventions.length, 0);
  return ENTITIES.reduce((sum, entity) => sum + facts[entity].length, links);
}

/** Reads the source; 422 with pointers into the request (`/record/…`) when it cannot be used. */
export async function readSource(source: Source, registry: Registry): Promise<Result<Reading>> {
  const given = [source.record, source.text, source.nctId].filter((one) => one !== undefined);
  if (given.length !== 1) {
    const message = given.length === 0
      ? "Give the record, or the NCT number to fetch it by"
      : "Give the record or the NCT number, not both";
    return invalid([{ path: source.record === undefined ? "/record" : "/nctId", message }]);
  }
  if (source.nctId !== undefined) {
    const fetched = await fetchRecord(source.nctId, registry);
    return fetched.ok ? readRecord(fetched.value) : fetched;
  }
  return source.text === undefined ? readRecord(source.record) : readText(source.text);
}

function readText(text: string): Result<Reading> {
  const start = text.trimStart();
  if (start === "" || start.startsWith("<")) return readRecord(start);
  try {
    return readRecord(JSON.parse(text));
  } catch (error) {
    const where = /at position \d+|\(line \d+ column \d+\)/.exec(String(error))?.[0];
    return failure(
      422,
      `Cannot parse the record: it is no JSON${where ? `, see ${where.replace(/^at /, "")}` : ""}`,
      { errors: [{ path: "/record", message: "Cannot parse the record: it is no JSON" }] },
    );
  }
}

export function readRecord(record: unknown): Result<Reading> {
  const parsed = parseRecord(record);
  if (!parsed.ok) {
    return invalid(parsed.errors.map((error) => ({ ...error, path: `/record${error.path}` })));
  }
  const facts = mapStudy(parsed.study);
  const rows = rowsOf(facts);
  if (rows > MAX_ROWS) {
    const message = `Cannot import ${rows} rows at once: sites, contacts and links are limited ` +
      `to ${MAX_ROWS} together`;
    return invalid([{ path: "/record/protocolSection", message }]);
  }
  const text = canonical(parsed.record);
  return success({
    nctId: parsed.study.protocolSection.identificationModule.nctId,
    facts,
    counts: countFacts(facts),
    record: parsed.record,
    sha256: createHash("sha256").update(text).digest("hex"),
    version: recordVersion(parsed.study),
    bytes: new TextEncoder().encode(text).length,
  });
}
