import { createClient } from "@supabase/supabase-js";
import type { AuthBackend } from "./backend.ts";

export type AuthClient = ReturnType<typeof createClient>["auth"];

const ALONE = { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false };

/**
 * supabase-js for one request: a client holds the session of whoever signed in with it, so it is
 * never shared. `headers` are those of the person's request: Auth keeps the browser's name.
 */
export function authClient(backend: AuthBackend, headers?: Headers): AuthClient {
  const userAgent = headers?.get("user-agent")?.slice(0, 512);
  return createClient(backend.url, backend.publishableKey, {
    auth: ALONE,
    global: {
      fetch: backend.fetch,
      ...(userAgent ? { headers: { "user-agent": userAgent } } : {}),
    },
  }).auth;
}

/** The admin calls; null where nobody gave the app a secret key. */
export function adminClient(backend: AuthBackend): AuthClient["admin"] | null {
  if (backend.secretKey === null) return null;
  return createClient(backend.url, backend.secretKey, {
    auth: ALONE,
    global: { fetch: backend.fetch },
  }).auth.admin;
}

/** How an answer of Auth is to be read: refused for good, or not reached. */
export function isOutage(error: { status?: number; name?: string }): boolean {
  const status = error.status ?? 0;
  return error.name === "AuthRetryableFetchError" || error.name === "AuthUnknownError" ||
    status === 0 || status === 429 || status >= 500;
}
