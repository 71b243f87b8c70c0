/** The functions as Supabase deploys them: settings from the environment, read at the first call. */
import { functions } from "./functions.ts";
import type { Handler } from "./gateway.ts";
import { Authenticator, readKeys } from "./http/auth.ts";
import { gatewayOf, type GatewaySettings } from "./settings.ts";
import { consoleObserver, type FunctionName } from "./observer.ts";

type Env = (name: string) => string | undefined;

/** @throws Error without SUPABASE_URL, which Supabase sets itself */
export function settingsOf(env: Env): GatewaySettings {
  const url = env("SUPABASE_URL")?.replace(/\/+$/, "");
  if (!url) throw new Error("Cannot check callers without SUPABASE_URL");
  const issuer = `${url}/auth/v1`;
  return {
    auth: new Authenticator({
      issuer,
      secretKeys: secretKeysOf(env),
      keys: () => readKeys(issuer),
      people: /^(on|true|yes|1)$/i.test(env("AI_FUNCTIONS_FOR_PEOPLE") ?? ""),
    }),
    apiKey: env("GOOGLE_GENERATIVE_AI_API_KEY") || null,
    baseUrl: env("GEMINI_BASE_URL") || null,
    model: env("GEMINI_MODEL") || null,
    embeddingModel: env("GEMINI_EMBEDDING_MODEL") || null,
    observer: consoleObserver,
  };
}

/** Hosted functions get all secret keys as JSON, {"default": "sb_secret_…"}; others give one. */
function secretKeysOf(env: Env): string[] {
  const one = env("SUPABASE_SECRET_KEY");
  const keys = one ? [one] : [];
  try {
    const all: unknown = JSON.parse(env("SUPABASE_SECRET_KEYS") || "{}");
    const values = typeof all === "object" && all !== null ? Object.values(all) : [];
    return [...keys, ...values.filter((key) => typeof key === "string")];
  } catch {
    return keys;
  }
}

let deployed: Record<FunctionName, Handler> | null = null;

/** The `fetch` of a deployed function. */
export function fromEnvironment(name: FunctionName): Handler {
  return (request) => {
    deployed ??= functions(gatewayOf(settingsOf((variable) => Deno.env.get(variable))));
    return deployed[name](request);
  };
}
