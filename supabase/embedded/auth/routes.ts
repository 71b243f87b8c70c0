import * as admin from "./admin.ts";
import { listFactors, removeFactor } from "./admin_factors.ts";
import { auditLog } from "./audit.ts";
import * as disabled from "./disabled.ts";
import { AuthError } from "./errors.ts";
import * as factors from "./factors.ts";
import { generateLink, invite } from "./links.ts";
import { logout } from "./logout.ts";
import { otp, reauthenticate, recover, resend } from "./mails.ts";
import { health, jwks, settings } from "./meta.ts";
import { signUp } from "./signup.ts";
import { token } from "./token.ts";
import type { Handler } from "./types.ts";
import { getUser, putUser } from "./user.ts";
import { verifyGet, verifyPost } from "./verify.ts";

/** Handlers by method; `*` takes every method. */
type Methods = Record<string, Handler>;

/** `:name` takes one part of the path, a final `**` any number of them. */
const ROUTES: [string, Methods][] = [
  ["health", { GET: health }],
  ["settings", { GET: settings }],
  [".well-known/jwks.json", { GET: jwks }],
  ["signup", { POST: signUp }],
  ["token", { POST: token }],
  ["user", { GET: getUser, PUT: putUser }],
  ["user/identities/**", { "*": disabled.noLinking }],
  ["logout", { POST: logout }],
  ["recover", { POST: recover }],
  ["otp", { POST: otp }],
  ["magiclink", { POST: otp }],
  ["resend", { POST: resend }],
  ["reauthenticate", { GET: reauthenticate }],
  ["verify", { GET: verifyGet, POST: verifyPost }],
  ["invite", { POST: invite }],
  ["admin/generate_link", { POST: generateLink }],
  ["factors", { POST: factors.enroll }],
  ["factors/recovery-codes", {
    GET: disabled.recoveryCodes.none,
    POST: disabled.recoveryCodes.noEnroll,
    DELETE: disabled.recoveryCodes.none,
  }],
  ["factors/recovery-codes/regenerate", { POST: disabled.recoveryCodes.noEnroll }],
  ["factors/recovery-codes/verify", { POST: disabled.recoveryCodes.noVerify }],
  ["factors/:id", { DELETE: factors.unenroll }],
  ["factors/:id/challenge", { POST: factors.challenge }],
  ["factors/:id/verify", { POST: factors.verify }],
  ["admin/audit", { GET: auditLog }],
  ["admin/users", { GET: admin.listUsers, POST: admin.createUser }],
  ["admin/users/:id", {
    GET: admin.readUser,
    PUT: admin.changeUser,
    DELETE: admin.removeUser,
  }],
  ["admin/users/:id/factors", { GET: listFactors }],
  ["admin/users/:id/factors/:factor", { DELETE: removeFactor }],
  ["admin/users/:id/passkeys/**", { "*": disabled.noPasskeys }],
  ["admin/oauth/**", { "*": disabled.noOAuthServer }],
  ["admin/sso/**", { "*": disabled.noSaml }],
  ["admin/custom-providers/**", { "*": disabled.noCustomProviders }],
  ["authorize", { GET: disabled.noProvider }],
  ["callback", { "*": disabled.noProvider }],
  ["sso/**", { "*": disabled.noSaml }],
  ["passkeys/**", { "*": disabled.noPasskeys }],
  ["oauth/**", { "*": disabled.noOAuthServer }],
];

const PATTERNS = ROUTES.map(([pattern, methods]) => ({ parts: pattern.split("/"), methods }));

/**
 * The handler of a path below /auth/v1 and the path's named parts.
 *
 * @throws AuthError 404 for an unknown path, 405 for a wrong method, 400 for a broken escape
 */
export function findRoute(
  method: string,
  path: string,
): { handler: Handler; params: Record<string, string> } {
  const parts = path.split("/").filter((part) => part !== "").map(decode);
  for (const { parts: pattern, methods } of PATTERNS) {
    const params = match(pattern, parts);
    if (!params) continue;
    const handler = methods[method === "HEAD" ? "GET" : method] ?? methods["*"];
    if (handler) return { handler, params };
    throw new AuthError(405, "method_not_allowed", `Method ${method} is not allowed here`, {}, {
      Allow: [...Object.keys(methods), "OPTIONS"].join(", "),
    });
  }
  throw new AuthError(404, "not_found", "Route not found");
}

function match(pattern: string[], parts: string[]): Record<string, string> | null {
  const rest = pattern.at(-1) === "**";
  const fixed = rest ? pattern.slice(0, -1) : pattern;
  if (rest ? parts.length < fixed.length : parts.length !== fixed.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of fixed.entries()) {
    const given = parts[index] ?? "";
    if (part.startsWith(":")) params[part.slice(1)] = given;
    else if (part !== given) return null;
  }
  return params;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AuthError(400, "validation_failed", "Cannot read the path: broken percent escape");
  }
}
