import { z } from "zod";
import type { Call } from "@/lib/http/contract.ts";
import { contract } from "@/lib/http/contract.ts";
import { endpoint } from "@/lib/http/endpoint.ts";
import { Problem, toProblem, unauthorized } from "@/lib/http/problem.ts";
import { accepted, created, noContent, ok, unwrap } from "@/lib/http/reply.ts";
import * as m from "./model.ts";
import type { IdentityContext } from "./service.ts";
import { organizationsOf, signOut, signUp } from "./service.ts";
import { Identity } from "./session.ts";
import { signIn } from "./sign_in.ts";

/** The identity context of a call. @throws Error when the app was put together without Identity */
export function identityOf(call: Call): IdentityContext {
  const { sessions: identity, db, config, address, requestId, req } = call;
  if (!(identity instanceof Identity)) {
    throw new Error("Cannot sign in: no Identity was configured");
  }
  return { identity, db, config, address, requestId, headers: req.headers };
}

const isoOf = (unixSeconds: number) => new Date(unixSeconds * 1000).toISOString();

export const signUpEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/auth/signup",
    summary: "Make an account and its organisation",
    tag: "auth",
    caller: "anyone",
    body: m.signUpInput,
    responses: {
      201: {
        description: "Signed in; the session cookie is set",
        schema: z.object({ user: m.person, organization: m.organization }),
      },
      202: {
        description: "The address must be confirmed first; no session",
        schema: z.object({ user: m.person }),
      },
      403: { description: "Sign-up is closed, or needs an invitation" },
      409: { description: "An account with this address exists" },
    },
  }),
  async (call) => {
    const result = unwrap(await signUp(identityOf(call), call.body));
    if (result.kind === "confirm") return accepted({ user: result.user });
    const { session: { user }, organization, cookies } = result;
    return created("/projects", { user, organization }, { cookies });
  },
);

export const signInEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/auth/login",
    summary: "Sign in with address and password",
    tag: "auth",
    caller: "anyone",
    body: m.signInInput,
    responses: {
      200: {
        description: "Signed in; the session cookie is set",
        schema: z.object({
          user: m.person,
          aal: m.aal,
          accessToken: z.string(),
          expiresAt: m.moment,
          organizations: z.array(m.membership),
        }),
      },
      401: { description: "Address or password is not right" },
      403: {
        description:
          "A second factor is enrolled (`type` ends in mfa-required), or the address is not confirmed",
      },
    },
  }),
  async (call) => {
    const { session, organizations, cookies } = unwrap(await signIn(identityOf(call), call.body));
    const { user, claims: { aal }, accessToken } = session;
    const expiresAt = isoOf(session.expiresAt);
    return ok({ user, aal, accessToken, expiresAt, organizations }, { cookies });
  },
);

export const signOutEndpoint = endpoint(
  contract({
    method: "POST",
    path: "/api/auth/logout",
    summary: "Sign out; the session ends on the server",
    tag: "auth",
    caller: "user",
    idempotent: false,
    responses: { 204: { description: "Signed out" } },
  }),
  async (call) => {
    const { cookies } = unwrap(await signOut(identityOf(call), call.session!));
    return noContent({ cookies });
  },
);

/** A session that has not shown its second factor opens nothing: to the question who is signed in, 401. */
function asNoSession(error: unknown): Problem {
  const problem = toProblem(error);
  if (!problem.type.endsWith(":mfa-required")) return problem;
  const { headers } = unauthorized();
  return new Problem(401, problem.detail, { slug: "mfa-required", headers, cause: error });
}

export const verifyEndpoint = endpoint(
  contract({
    method: "GET",
    path: "/api/auth/verify",
    summary: "Who is signed in, asked of the database; 401 with a type ending in mfa-required " +
      "for a session that has not shown the second factor",
    tag: "auth",
    caller: "user",
    responses: {
      200: {
        description: "The session is valid and not revoked",
        schema: z.object({
          user: m.person,
          organizations: z.array(m.membership),
          aal: m.aal,
          expiresAt: m.moment,
        }),
      },
    },
  }),
  async (call) => {
    const session = call.session!;
    const organizations = await organizationsOf(call.db, call.claims).catch((error: unknown) => {
      throw asNoSession(error);
    });
    const { user, claims: { aal } } = session;
    return ok({ user, organizations, aal, expiresAt: isoOf(session.expiresAt) });
  },
);
