import { requireToken } from "./access.ts";
import { badRequest, notFound } from "./errors.ts";
import type { Auth, Call, Handler } from "./types.ts";

// What Supabase Auth offers and this one does not: the answers are those of an instance where the
// feature is switched off, so that clients take their own way around it.

const refuse = (make: () => Error): Handler => () => Promise.reject(make());

/** GET /authorize and /callback: no provider is set up. */
export const noProvider = refuse(() =>
  badRequest("validation_failed", "Unsupported provider: provider is not enabled")
);

/** /sso and below. */
export const noSaml = refuse(() => notFound("saml_provider_disabled", "SAML 2.0 is disabled"));

/** /passkeys and below. */
export const noPasskeys = refuse(() => notFound("passkey_disabled", "Passkeys are disabled"));

/** /oauth and below. */
export const noOAuthServer = refuse(() => notFound("feature_disabled", "OAuth server is disabled"));

/** /user/identities and below, for a signed-in caller. */
export async function noLinking(auth: Auth, call: Call): Promise<Response> {
  await requireToken(auth, call);
  throw notFound("manual_linking_disabled", "Manual linking is disabled");
}
