import { createDefine } from "fresh";
import type { Context } from "fresh";
import type { Config } from "@/lib/config/mod.ts";
import type { Claims, Db } from "@/lib/db/mod.ts";
import type { OriginVerdict } from "./origin.ts";
import type { Problem } from "./problem.ts";

/** Who is signed in, from verified token claims; never a database read. */
export interface Session {
  claims: Claims;
  /** For showing only: name and address come from the token and authorise nothing. */
  user: { id: string; email: string; name: string };
  /** Unix seconds at which the access token ends. */
  expiresAt: number;
  source: "cookie" | "bearer";
  accessToken: string;
}

/** What settling the caller of one request came to. */
export interface SessionReading {
  session: Session | null;
  /** Set when the caller could not be settled because a dependency is down: not a sign-out. */
  problem: Problem | null;
  /** `Set-Cookie` values that the response has to carry. */
  cookies: string[];
}

/** Finds out who is calling; implemented by lib/identity. */
export interface SessionReader {
  /** Settles the caller, with refresh where the access token has ended. Never throws. */
  read(credentials: Credentials): Promise<SessionReading>;
  /** The caller's user id when a valid access token is there, without refresh; for rate limits. */
  peek(credentials: Credentials): Promise<string | null>;
  /** `Set-Cookie` values that end the session in the browser. */
  clear(headers: Headers): string[];
}

export interface Credentials {
  headers: Headers;
  /** Pages take the cookie only; the API takes a bearer token as well, and then only that. */
  allowBearer: boolean;
}

/** `ctx.state` of every request behind the middlewares. */
export interface State {
  requestId: string;
  /** Address of the caller, as rate limits see it; "unknown" when there is none. */
  address: string;
  /** Where a mutation comes from, as the browser says. */
  origin: OriginVerdict;
  session: Session | null;
  sessionProblem: Problem | null;
  /** `Set-Cookie` values added to whatever response goes out. */
  cookies: string[];
  /** The reader's chosen theme (cookie `theme`); null follows the system. */
  theme: "light" | "dark" | null;
  config: Config;
  db: Db;
  sessions: SessionReader;
}

export const define = createDefine<State>();

export type Ctx = Context<State>;
export type Middleware = (ctx: Ctx) => Response | Promise<Response>;

/** Paths answered with JSON and problems, never with pages. */
export function isApiPath(pathname: string): boolean {
  return /^\/(api|auth\/v1|functions\/v1)(\/|$)/.test(pathname);
}
