import { audit } from "./audit.ts";
import { issueCode, limitMail, linkOf, redirectOf, send } from "./codes.ts";
import { badRequest, unprocessable } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { parseEmail, SignupBody } from "./input.ts";
import { limitAddress } from "./limits.ts";
import { userJson } from "./objects.ts";
import { checkStrength } from "./passwords.ts";
import { type Challenge, challengeOf } from "./pkce.ts";
import { accountByEmail, dropPassword, insertUser, userById } from "./queries.ts";
import { openSession, tokenJson, uuid } from "./sessions.ts";
import type { Auth, Call } from "./types.ts";

type Bag = Record<string, unknown>;

/** POST /signup: a new person by address and password, or an anonymous one without an address. */
export async function signUp(auth: Auth, call: Call): Promise<Response> {
  const body = await readBody(call.request, SignupBody);
  const data = body.data ?? {};
  if (body.email === "" && body.phone === "") return await signUpAnonymously(auth, call, data);
  await limitAddress(auth, call, "signup");
  refuseWhenClosed(auth);
  if (body.password === "") {
    throw badRequest("validation_failed", "Signup requires a valid password");
  }
  checkStrength(body.password, auth.settings.passwordMinLength);
  if (body.email !== "" && body.phone !== "") {
    throw badRequest(
      "validation_failed",
      "Only an email address or phone number should be provided on signup.",
    );
  }
  if (body.phone !== "") {
    throw badRequest("phone_provider_disabled", "Phone signups are disabled");
  }
  const challenge = challengeOf(body);
  const email = parseEmail(body.email);
  // Hashed before looking whether the address is known, so that the time taken does not tell.
  const hash = await auth.passwords.hash(body.password);
  return auth.settings.autoconfirm
    ? await signUpConfirmed(auth, call, email, hash, data)
    : await signUpUnconfirmed(auth, call, email, hash, body.password, data, challenge);
}

function refuseWhenClosed(auth: Auth): void {
  if (auth.settings.disableSignup) {
    throw unprocessable("signup_disabled", "Signups not allowed for this instance");
  }
}

async function signUpConfirmed(
  auth: Auth,
  call: Call,
  email: string,
  hash: string,
  data: Bag,
): Promise<Response> {
  const grant = await auth.transaction(async (sql) => {
    const user = newUser(auth, email, hash, data, true);
    if (!await insertUser(sql, user)) {
      throw unprocessable("user_already_exists", "User already registered");
    }
    await audit(auth, call, sql, user, "user_signedup", { provider: "email" });
    await audit(auth, call, sql, user, "login", { provider: "email" });
    return await openSession(auth, call, sql, user.id, "password", hash);
  });
  return ok(await tokenJson(auth, grant));
}

const REPEATED = "user_repeated_signup";

/** Answers a known and a new address alike: with a person who has yet to confirm. */
async function signUpUnconfirmed(
  auth: Auth,
  call: Call,
  email: string,
  hash: string,
  password: string,
  data: Bag,
  challenge: Challenge | null,
): Promise<Response> {
  await limitMail(auth, call, "confirmation_token", email);
  const user = newUser(auth, email, hash, data, false);
  // Compared for every address, so that the time taken does not tell which ones are known.
  const before = await auth.transaction((sql) => accountByEmail(sql, email));
  const same = await auth.passwords.verify(password, before?.encrypted_password ?? null);
  const made = await auth.transaction(async (sql) => {
    const added = await insertUser(sql, user);
    const known = added ? undefined : await accountByEmail(sql, email);
    if (known && !same) await dropPassword(sql, known.id);
    const taken = !added && (!known || known.email_confirmed_at);
    const id = known?.id ?? user.id;
    await audit(auth, call, sql, { id, email }, taken ? REPEATED : "user_confirmation_requested");
    // Nobody has the made-up id: for a known address as much is done, and nothing kept.
    const flow = { method: "email/signup", challenge } as const;
    const owner = taken ? user.id : id;
    const code = await issueCode(auth, sql, owner, "confirmation_token", email, flow);
    if (taken) return undefined;
    return { code, row: await userById(sql, id) };
  });
  if (!made?.row) return ok(madeUpUser(user.id, email, data, auth.now().toISOString()));
  const { code, hash: tokenHash } = made.code;
  const link = linkOf(auth, tokenHash, "signup", redirectOf(auth, call));
  send(auth, { kind: "signup", to: email, code, tokenHash, link });
  return ok(userJson(made.row));
}

function madeUpUser(id: string, email: string, data: Bag, now: string): Bag {
  return {
    id,
    aud: "authenticated",
    role: "",
    email,
    phone: "",
    confirmation_sent_at: now,
    app_metadata: { provider: "email", providers: ["email"] },
    user_metadata: data,
    identities: [],
    created_at: now,
    updated_at: now,
    is_anonymous: false,
  };
}

async function signUpAnonymously(auth: Auth, call: Call, data: Bag): Promise<Response> {
  if (!auth.settings.anonymous) {
    throw unprocessable("anonymous_provider_disabled", "Anonymous sign-ins are disabled");
  }
  await limitAddress(auth, call, "anonymous");
  refuseWhenClosed(auth);
  const grant = await auth.transaction(async (sql) => {
    const user = {
      ...newUser(auth, "", "", data, false),
      email: null,
      appData: {},
      userData: data,
      anonymous: true,
    };
    await insertUser(sql, user);
    await audit(auth, call, sql, user, "login", { provider: "anonymous" });
    return await openSession(auth, call, sql, user.id, "anonymous", null);
  });
  return ok(await tokenJson(auth, grant));
}

/** The row of a person who signed up themselves. What they say about themselves cannot override what we know. */
export function newUser(
  auth: Auth,
  email: string,
  passwordHash: string,
  data: Bag,
  confirmed: boolean,
) {
  const id = uuid(auth);
  const now = auth.now().toISOString();
  const known = { sub: id, email, email_verified: false, phone_verified: false };
  return {
    id,
    email,
    passwordHash,
    role: "authenticated",
    aud: "authenticated",
    confirmedAt: confirmed ? now : null,
    appData: { provider: "email", providers: ["email"] },
    userData: { ...data, ...known, email_verified: confirmed },
    identityData: { ...data, ...known },
    anonymous: false,
    now,
  };
}
