/** Fetching a record from ClinicalTrials.gov by its number. Many networks do not let it through. */
import { failure, type Result, success } from "@/lib/http/reply.ts";
import { NCT_PATTERN } from "./ctgov/vocabulary.ts";

export interface Registry {
  fetch: typeof fetch;
  /** Without a slash at the end. */
  baseUrl: string;
  timeoutMs: number;
}

export const REGISTRY: Registry = {
  fetch: (...args) => fetch(...args),
  baseUrl: "https://clinicaltrials.gov/api/v2",
  timeoutMs: 10_000,
};

/** The registry as the app is configured to reach it. */
export function registryOf(config: { version: string; ctgovBaseUrl?: string | null }): Registry {
  const baseUrl = config.ctgovBaseUrl?.replace(/\/+$/, "");
  return baseUrl ? { ...REGISTRY, baseUrl } : REGISTRY;
}

/** Real records reach 1.5 MB without results and some 30 MB with them. */
const MOST_BYTES = 50 * 1024 * 1024;

const field = (message: string) => failure(422, message, { errors: [{ path: "/nctId", message }] });

const closed = (nctId: string, why: string, cause?: unknown) =>
  failure(
    503,
    `Cannot reach ClinicalTrials.gov (${why}): download the record of ${nctId} there as JSON and import the file`,
    { headers: { "retry-after": "60" }, slug: "registry-unreachable", cause },
  );

/**
 * The registry's record of a study, as parsed JSON of unknown shape. 422 for a number that is none
 * or that the registry does not know; 503 when it cannot be reached.
 */
export async function fetchRecord(nctId: string, registry: Registry): Promise<Result<unknown>> {
  const number = nctId.trim().toUpperCase();
  if (!NCT_PATTERN.test(number)) {
    return field(`Cannot read NCT number "${nctId.slice(0, 40)}": expected NCT and eight digits`);
  }
  try {
    const response = await registry.fetch(`${registry.baseUrl}/studies/${number}?format=json`, {
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(registry.timeoutMs),
    });
    if (response.status === 404) {
      await response.body?.cancel();
      return field(`ClinicalTrials.gov has no study ${number}`);
    }
    if (!response.ok) {
      await response.body?.cancel();
      return closed(number, `it answered ${response.status}`);
    }
    return success(JSON.parse(await readText(response)));
  } catch (error) {
    const timeout = error instanceof DOMException && error.name === "TimeoutError";
    const why = timeout
      ? `no answer in ${registry.timeoutMs / 1000} s`
      : error instanceof SyntaxError || error instanceof RangeError
      ? "its answer is no JSON record"
      : "the network does not let it through";
    return closed(number, why, error);
  }
}

/** @throws RangeError for an answer larger than any record */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let [text, size] = ["", 0];
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) {
      throw new RangeError(`Cannot read record: more than ${MOST_BYTES} bytes`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
