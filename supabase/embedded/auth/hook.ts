import { AuthError } from "./errors.ts";
import { callHook } from "./queries.ts";
import type { Auth, Sql } from "./types.ts";

type Claims = Record<string, unknown>;

const HOOK = "pg-functions://postgres/public/custom_access_token_hook";

/** What every token must say, and in which shape, whatever a hook makes of it. */
const REQUIRED = [
  "aud",
  "exp",
  "iat",
  "sub",
  "email",
  "phone",
  "role",
  "aal",
  "session_id",
  "is_anonymous",
];
const SHAPES: Record<string, (value: unknown) => boolean> = {
  aud: (value) => typeof value === "string" || Array.isArray(value),
  exp: Number.isInteger,
  iat: Number.isInteger,
  nbf: Number.isInteger,
  app_metadata: isObject,
  user_metadata: isObject,
  amr: (value) => Array.isArray(value) && value.every(isObject),
  is_anonymous: (value) => typeof value === "boolean",
};
const TEXTS = ["jti", "iss", "sub", "email", "phone", "role", "aal", "session_id", "client_id"];
for (const name of TEXTS) SHAPES[name] = (value) => typeof value === "string";

function isObject(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The claims as `public.custom_access_token_hook` wants them, where the instance has that hook. It
 * runs in the transaction of the sign-in, which fails with it.
 *
 * @param method how the person proved who they are: `password`, `otp`, `token_refresh`, …
 * @throws AuthError with the hook's own status and text, or 500 when it fails, takes longer than
 *   two seconds, or gives claims that are none
 */
export async function hookedClaims(
  auth: Auth,
  sql: Sql,
  claims: Claims,
  method: string,
): Promise<Claims> {
  if (!auth.settings.accessTokenHook) return claims;
  const event = { user_id: claims.sub, claims, authentication_method: method };
  let output: unknown;
  try {
    output = await callHook(sql, JSON.stringify(event));
  } catch (error) {
    auth.report(error);
    throw failed(500, `Error running hook URI: ${HOOK}`);
  }
  refuseError(output);
  return checked(output);
}

/** `{"error": {"http_code": 403, "message": "…"}}` refuses the token. */
function refuseError(output: unknown): void {
  const { http_code: status, message } = Object(Object(output).error);
  if (typeof message !== "string" || message === "") return;
  const known = Number.isInteger(status) && status >= 400 && status <= 599;
  throw failed(known ? status : 500, message);
}

function checked(output: unknown): Claims {
  const claims: unknown = Object(output).claims;
  if (claims === undefined) throw failed(500, "output claims field is missing");
  const problems = isObject(claims) ? problemsOf(claims) : ["(root): Invalid type"];
  if (isObject(claims) && problems.length === 0) return claims;
  const list = problems.map((problem) => `- ${problem}\n`).join("");
  throw failed(500, `output claims do not conform to the expected schema: \n${list}`);
}

function problemsOf(claims: Claims): string[] {
  return [
    ...REQUIRED.filter((name) => !(name in claims)).map((name) => `(root): ${name} is required`),
    ...Object.entries(SHAPES)
      .filter(([name, fits]) => name in claims && !fits(claims[name]))
      .map(([name]) => `${name}: Invalid type`),
  ];
}

function failed(status: number, message: string): AuthError {
  return new AuthError(status, status === 500 ? "unexpected_failure" : "unknown", message);
}
