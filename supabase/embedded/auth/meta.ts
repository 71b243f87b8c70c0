import { ok } from "./http.ts";
import type { Auth, Call } from "./types.ts";

const OFF = [
  "apple",
  "azure",
  "bitbucket",
  "discord",
  "facebook",
  "figma",
  "fly",
  "github",
  "gitlab",
  "google",
  "kakao",
  "keycloak",
  "linkedin",
  "linkedin_oidc",
  "notion",
  "phone",
  "slack",
  "slack_oidc",
  "spotify",
  "twitch",
  "twitter",
  "workos",
  "x",
  "zoom",
];

/** GET /.well-known/jwks.json: the public keys that access tokens are verified with. */
export function jwks(auth: Auth, _call: Call): Promise<Response> {
  return Promise.resolve(ok(auth.keys.jwks(), { "Cache-Control": "public, max-age=600" }));
}

/** GET /health: that this code runs. Asks no database. */
export function health(_auth: Auth, _call: Call): Promise<Response> {
  return Promise.resolve(ok({
    version: "clinops-embedded",
    name: "GoTrue",
    description: "GoTrue is a user registration and authentication API",
  }));
}

/** GET /settings: what a sign-in page may offer. */
export function settings({ settings }: Auth, _call: Call): Promise<Response> {
  return Promise.resolve(ok({
    external: {
      ...Object.fromEntries(OFF.map((name) => [name, false])),
      email: true,
      anonymous_users: settings.anonymous,
    },
    disable_signup: settings.disableSignup,
    mailer_autoconfirm: settings.autoconfirm,
    phone_autoconfirm: false,
    sms_provider: "",
    saml_enabled: false,
  }));
}
