/** Doctor's look at AI: whether there is a model, and whether the app reaches it. No text is sent. */
import type { Config } from "@/lib/config/mod.ts";
import { type Finding, good, note } from "./findings.ts";

const GOOGLE = "https://generativelanguage.googleapis.com";
/** As supabase/functions/_shared/model/gemini.ts has it. */
const MODEL = "gemini-3.8-flash";
const PATIENCE_MS = 5000;

const FIGURES = "documents show figures, and no text is written";

async function statusOf(
  url: string,
  init: RequestInit,
): Promise<{ status: number; body: string } | null> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
    return { status: response.status, body: (await response.text()).slice(0, 20_000) };
  } catch {
    return null;
  }
}

/** Whether AI is configured, and what stands behind it. Nothing of it keeps the app from working. */
export async function aiFindings(settings: Config): Promise<Finding[]> {
  const { ai, supabaseUrl } = settings;
  const found = [supabaseUrl === null ? await ofModel(settings) : await ofFunctions(settings)];
  if (found[0]!.level === "good" && (ai.priceInput === null || ai.priceOutput === null)) {
    found.push(note("ai", "AI_PRICE_INPUT and AI_PRICE_OUTPUT are not set: costs are not known"));
  }
  if (ai.functionsForPeople) {
    const text = "AI_FUNCTIONS_FOR_PEOPLE: people's own calls are in no ledger or budget";
    found.push(note("ai", text));
  }
  return found;
}

/** Embedded: the functions run in the app, which asks the model's provider itself. */
async function ofModel({ ai }: Config): Promise<Finding> {
  if (ai.apiKey === null) return note("ai", `no GOOGLE_GENERATIVE_AI_API_KEY: ${FIGURES}`);
  const model = ai.model ?? MODEL;
  const base = ai.baseUrl ?? GOOGLE;
  const answer = await statusOf(`${base}/v1beta/models/${encodeURIComponent(model)}`, {
    headers: { "x-goog-api-key": ai.apiKey },
  });
  if (answer === null) return note("ai", `${base} is not reachable: ${FIGURES}`);
  if (answer.status === 200) return good("ai", `${model} at ${base}, asked by this process`);
  if (answer.status === 404) {
    return note("ai", `${base} knows no model ${model}; check GEMINI_MODEL`);
  }
  if ([400, 401, 403].includes(answer.status)) {
    return note("ai", `${base} refuses the key; check GOOGLE_GENERATIVE_AI_API_KEY`);
  }
  return note("ai", `${base} answers ${answer.status} about ${model}`);
}

/** Hosted: the functions have the model's key, and the app the one that they take. */
async function ofFunctions({ supabaseUrl, supabaseSecretKey }: Config): Promise<Finding> {
  if (supabaseSecretKey === null) {
    return note(
      "ai",
      `SUPABASE_SECRET_KEY is not set, so the app cannot ask the functions: ${FIGURES}`,
    );
  }
  const url = `${supabaseUrl}/functions/v1/generate`;
  // Refused by the function itself before a model is thought of: it says whether there is one.
  const answer = await statusOf(url, {
    method: "POST",
    headers: { apikey: supabaseSecretKey, "content-type": "application/json" },
    body: "{}",
  });
  if (answer === null) return note("ai", `${url} is not reachable: ${FIGURES}`);
  const { status, body } = answer;
  if (/"ai-off"/.test(body)) {
    return note(
      "ai",
      "the functions have no key: supabase secrets set GOOGLE_GENERATIVE_AI_API_KEY=…",
    );
  }
  if (/"bad-request"/.test(body)) return good("ai", `functions at ${supabaseUrl}/functions/v1`);
  if (status === 404) {
    return note("ai", "the functions are not deployed: supabase functions deploy");
  }
  if (status === 401 || status === 403) {
    return note("ai", "the functions refuse SUPABASE_SECRET_KEY: is it the project's?");
  }
  return note("ai", `${url} answers ${status}`);
}
