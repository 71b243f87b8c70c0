import { createClient } from "@supabase/supabase-js";
import type { AuthBackend } from "./backend.ts";

export type AuthClient = ReturnType<typeof createClient>["auth"];

/**
 * supabase-js for one request: a client holds the session of whoever signed in with it, so it is
 * never shared.
 */
export function authClient(backend: AuthBackend): AuthClient {
  return createClient(backend.url, backend.publishableKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: backend.fetch },
  }).auth;
}

/** How an answer of Auth is to be read: refused for good, or not reached. */
export function isOutage(error: { status?: number; name?: string }): boolean {
  const status = error.status ?? 0;
  return error.name === "AuthRetryableFetchError" || error.name === "AuthUnknownError" ||
    status === 0 || status === 429 || status >= 500;
}
