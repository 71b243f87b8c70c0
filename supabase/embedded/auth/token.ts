import { audit } from "./audit.ts";
import { badRequest, OAuthError, unprocessable } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { IdTokenBody, PasswordBody, RefreshBody } from "./input.ts";
import { limitAccount, limitAddress } from "./limits.ts";
import { isBanned } from "./objects.ts";
import { accountByEmail } from "./queries.ts";
import { pkceGrant } from "./pkce.ts";
import { refresh } from "./refresh.ts";
import { openSession, tokenJson } from "./sessions.ts";
import type { Auth, Call } from "./types.ts";

/** POST /token: trades a password or a refresh token for a new pair of tokens. */
export async function token(auth: Auth, call: Call): Promise<Response> {
  switch (call.url.searchParams.get("grant_type")) {
    case "password":
      return await passwordGrant(auth, call);
    case "refresh_token":
      return await refreshGrant(auth, call);
    case "pkce":
      return await pkceGrant(auth, call);
    case "id_token":
      return await idTokenGrant(call);
    case "web3":
      throw unprocessable("web3_provider_disabled", "Web3 provider is disabled");
    default:
      throw badRequest("invalid_credentials", "unsupported_grant_type");
  }
}

async function passwordGrant(auth: Auth, call: Call): Promise<Response> {
  const body = await readBody(call.request, PasswordBody);
  if (body.email !== "" && body.phone !== "") {
    throw badRequest(
      "validation_failed",
      "Only an email address or phone number should be provided on login.",
    );
  }
  if (body.phone !== "") {
    throw unprocessable("phone_provider_disabled", "Phone logins are disabled");
  }
  if (body.email === "") throw badRequest("validation_failed", "missing email or phone");
  const email = body.email.toLowerCase();
  await limitAddress(auth, call, "password");
  await limitAccount(auth, email);
  const account = await auth.transaction((sql) => accountByEmail(sql, email));
  // The check takes as long for an unknown address, and runs outside of any transaction.
  const hash = account?.encrypted_password ?? null;
  const right = await auth.passwords.verify(body.password, hash);
  if (!account || hash === null || !right) {
    throw badRequest("invalid_credentials", "Invalid login credentials");
  }
  if (isBanned(account, auth.now())) throw badRequest("user_banned", "User is banned");
  if (!account.email_confirmed_at) throw badRequest("email_not_confirmed", "Email not confirmed");
  const token = await auth.transaction(async (sql) => {
    await audit(auth, call, sql, { id: account.id, email }, "login", { provider: "email" });
    return await openSession(auth, call, sql, account.id, "password", hash);
  });
  return ok(await tokenJson(auth, token));
}

async function refreshGrant(auth: Auth, call: Call): Promise<Response> {
  const body = await readBody(call.request, RefreshBody);
  await limitAddress(auth, call, "refresh");
  if (body.refresh_token === "") {
    throw new OAuthError("invalid_request", "refresh_token required");
  }
  return ok(await tokenJson(auth, await refresh(auth, call, body.refresh_token)));
}

/** Issuers of the providers that Supabase Auth knows by name. */
const ISSUERS: Record<string, string> = {
  apple: "https://appleid.apple.com",
  google: "https://accounts.google.com",
  facebook: "https://www.facebook.com",
  kakao: "https://kauth.kakao.com",
  keycloak: "",
  azure: "https://login.microsoftonline.com",
};

async function idTokenGrant(call: Call): Promise<Response> {
  const body = await readBody(call.request, IdTokenBody);
  if (body.id_token === "") throw new OAuthError("invalid_request", "id_token required");
  if (body.provider === "" && (body.client_id === "" || body.issuer === "")) {
    throw new OAuthError("invalid_request", "provider or client_id and issuer required");
  }
  const issuer = Object.hasOwn(ISSUERS, body.provider)
    ? ISSUERS[body.provider] || body.issuer
    : Object.values(ISSUERS).find((known) => known !== "" && known === body.issuer);
  if (issuer === undefined) {
    throw badRequest("validation_failed", `Custom OIDC provider "${body.provider}" not allowed`);
  }
  throw badRequest("provider_disabled", `Provider (issuer "${issuer}") is not enabled`);
}
