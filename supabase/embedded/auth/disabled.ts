import { requireToken } from "./access.ts";
import { badRequest, notFound, unprocessable } from "./errors.ts";
import type { Auth, Call, Handler } from "./types.ts";

// What Supabase Auth offers and this one does not: the answers are those of an instance where the
// feature is switched off, so that clients take their own way around it.

const refuse = (make: () => Error): Handler => () => Promise.reject(make());

/** The same, after asking who is there. */
function forCaller(make: () => Error): Handler {
  return async (auth: Auth, call: Call) => {
    await requireToken(auth, call);
    throw make();
  };
}

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

/** /admin/custom-providers and below. */
export const noCustomProviders = refuse(() =>
  notFound("feature_disabled", "Custom providers are disabled")
);

/** Recovery codes of Supabase Auth; those of the app are kept by the app. */
export const recoveryCodes = {
  none: forCaller(() =>
    notFound("mfa_factor_not_found", "The user has not enrolled recovery codes")
  ),
  noEnroll: forCaller(() =>
    unprocessable(
      "mfa_recovery_codes_enroll_not_enabled",
      "MFA enroll is disabled for recovery codes",
    )
  ),
  noVerify: forCaller(() =>
    unprocessable(
      "mfa_recovery_codes_verify_not_enabled",
      "MFA verification is disabled for recovery codes",
    )
  ),
};

/** /user/identities and below, for a signed-in caller. */
export const noLinking = forCaller(() =>
  notFound("manual_linking_disabled", "Manual linking is disabled")
);
