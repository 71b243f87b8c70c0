import type { Config } from "@/lib/config/mod.ts";
import { TokenBuckets } from "@/lib/http/limiter.ts";
import { notFound } from "@/lib/http/problem.ts";
import type { AuthBackend } from "@/lib/identity/mod.ts";
import { observeAi, observeBreaker } from "@/observability/ai.ts";
import type { Handler } from "@/supabase/functions/_shared/gateway.ts";

/** The edge functions in this process, under the paths that Supabase gives them. */
const PATH = /^\/functions\/v1\/([a-z]{1,20})$/;

/**
 * Answers /functions/v1/<name> with the very modules that are deployed to Supabase. They are loaded
 * at the first request: most processes never ask a model.
 * @throws Problem 404 for a name that is none
 */
export function embeddedFunctions(settings: Config, backend: AuthBackend): Handler {
  let loading: Promise<Record<string, Handler>> | null = null;
  return async (request) => {
    const name = PATH.exec(new URL(request.url).pathname)?.[1];
    loading ??= load(settings, backend);
    const all = await loading;
    if (name === undefined || !Object.hasOwn(all, name)) throw notFound();
    return await all[name]!(request);
  };
}

async function load(settings: Config, backend: AuthBackend): Promise<Record<string, Handler>> {
  const [{ functions }, { gatewayOf }, { Authenticator }] = await Promise.all([
    import("@/supabase/functions/_shared/functions.ts"),
    import("@/supabase/functions/_shared/settings.ts"),
    import("@/supabase/functions/_shared/http/auth.ts"),
  ]);
  const buckets = new TokenBuckets(settings.limits.aiPerUser);
  return functions(gatewayOf({
    ...settings.ai,
    auth: new Authenticator({
      issuer: backend.issuer,
      secretKeys: backend.secretKey === null ? [] : [backend.secretKey],
      keys: async () => ({ keys: await backend.keys() }),
      people: settings.ai.functionsForPeople,
    }),
    observer: { call: observeAi, breaker: observeBreaker },
    // The app itself has counted its people before it asks for them.
    admit: (caller) => caller.kind === "person" ? buckets.take(caller.id) : 0,
  }));
}
