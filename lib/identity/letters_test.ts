// Letters, codes and leaving at the level of the services: what the pages cannot bring about.
import assert from "node:assert/strict";
import { parseConfig } from "@/lib/config/mod.ts";
import type { Db } from "@/lib/db/mod.ts";
import type { Result } from "@/lib/http/reply.ts";
import { silenced } from "@/lib/http/testing.ts";
import type { Mail } from "@/supabase/embedded/auth/mod.ts";
import { deleteAccount } from "./deletion.ts";
import { confirm } from "./confirmation.ts";
import { askForLetter } from "./letters.ts";
import {
  type Live,
  live,
  type LiveOptions,
  newEmail,
  PASSWORD,
  withoutDatabase,
} from "./live_testing.ts";
import { beginFactor, finishFactor, stepUp } from "./second_factor.ts";
import { type IdentityContext, signUp } from "./service.ts";
import { Identity } from "./session.ts";
import { signInOnPage } from "./sign_in.ts";
import { fakeBackend } from "./testing.ts";
import { totp } from "@/tests/account_steps.ts";

function test(name: string, work: (world: Live) => Promise<void>, options: LiveOptions = {}): void {
  const fn = () => live(options, work);
  Deno.test({ name, fn, ignore: withoutDatabase, sanitizeOps: false, sanitizeResources: false });
}

const MANY = {
  LIMIT_SIGN_IN_PER_ACCOUNT: "1000",
  LIMIT_SIGN_IN_PER_ADDRESS: "1000",
  LIMIT_SIGN_UP_PER_ADDRESS: "1000",
};

function contextOf(db: Db, identity: Identity, cookies: string[] = []): IdentityContext {
  const cookie = cookies.map((line) => line.split(";")[0]!).filter((c) => !c.endsWith("="));
  return {
    identity,
    db,
    config: parseConfig(MANY),
    headers: new Headers({ cookie: cookie.join("; ") }),
    address: "198.51.100.7",
    requestId: "test-request",
  };
}

async function signedIn(world: Pick<Live, "db" | "identity">, email: string) {
  const result = await signInOnPage(contextOf(world.db, world.identity), {
    email,
    password: PASSWORD,
  });
  assert.ok(result.ok && result.value.kind === "signed-in");
  const { session, cookies } = result.value;
  return { session, ctx: contextOf(world.db, world.identity, cookies) };
}

const mails: Mail[] = [];
const mail = (letter: Mail) => {
  mails.push(letter);
  return Promise.resolve();
};

test(
  "with confirmation on, sign-up waits for the letter's code, and it begins everything",
  async ({ db, identity }) => {
    const ctx = contextOf(db, identity);
    const email = newEmail();
    const made = await signUp(ctx, {
      email,
      password: PASSWORD,
      name: "Ada",
      organization: "Acme",
    });
    assert.ok(made.ok && made.value.kind === "confirm");
    const [letter] = mails.filter((one) => one.to === email);
    assert.equal(letter!.kind, "signup");
    const early = await signInOnPage(ctx, { email, password: PASSWORD });
    assert.ok(!early.ok && early.problem.type.endsWith("email-not-confirmed"));
    const wrong = await confirm(ctx, "signup", {
      email,
      code: letter!.code === "000000" ? "000001" : "000000",
    }, null);
    assert.ok(!wrong.ok && wrong.problem.status === 422);
    const right = await confirm(ctx, "signup", { email, code: letter!.code }, null);
    assert.ok(right.ok && right.value.kind === "signed-in");
    assert.deepEqual(right.value.organizations.map((o) => [o.name, o.role]), [["Acme", "owner"]]);
    const again = await confirm(ctx, "signup", { tokenHash: letter!.tokenHash }, null);
    assert.ok(!again.ok && again.problem.status === 422);
  },
  { mail, settings: { autoconfirm: false } },
);

test(
  "the confirmation can be sent again, and then the newer code counts",
  async ({ db, identity }) => {
    const ctx = contextOf(db, identity);
    const email = newEmail();
    await signUp(ctx, { email, password: PASSWORD, name: "Ada" });
    assert.ok((await askForLetter(ctx, "signup", email)).ok);
    const letters = mails.filter((one) => one.to === email);
    assert.equal(letters.length, 2);
    const old = await confirm(ctx, "signup", { tokenHash: letters[0]!.tokenHash }, null);
    assert.ok(!old.ok);
    assert.ok((await confirm(ctx, "signup", { tokenHash: letters[1]!.tokenHash }, null)).ok);
  },
  { mail, settings: { autoconfirm: false } },
);

test(
  "a code of one kind is none of another, and none for another address",
  async ({ db, identity, signUp }) => {
    const [ada, eve] = [await signUp(), await signUp()];
    const ctx = contextOf(db, identity);
    await askForLetter(ctx, "recovery", ada.email);
    const letter = mails.findLast((one) => one.to === ada.email)!;
    const theirs = await confirm(ctx, "recovery", { email: eve.email, code: letter.code }, null);
    assert.ok(!theirs.ok && theirs.problem.status === 422);
    const other = await confirm(ctx, "signup", { email: ada.email, code: letter.code }, null);
    assert.ok(!other.ok && other.problem.status === 422);
    assert.ok((await confirm(ctx, "recovery", { email: ada.email, code: letter.code }, null)).ok);
  },
  { mail },
);

test(
  "the session before ends when a letter signs somebody else in",
  async ({ db, identity, signUp, call }) => {
    const [ada, eve] = [await signUp(), await signUp()];
    const { session } = await signedIn({ db, identity }, eve.email);
    const ctx = contextOf(db, identity);
    await askForLetter(ctx, "email", ada.email);
    const letter = mails.findLast((one) => one.to === ada.email)!;
    const taken = await confirm(ctx, "magiclink", { tokenHash: letter.tokenHash }, session);
    assert.ok(taken.ok && taken.value.kind === "signed-in");
    const asked = (token: string) =>
      call("GET", "/api/auth/verify", { headers: { authorization: `Bearer ${token}` } });
    assert.equal((await asked(session.accessToken)).status, 401);
    assert.equal((await asked(eve.token)).status, 200, "her other sessions are left alone");
  },
  { mail },
);

test(
  "without a secret key: a recovery code stays good, nobody is deleted, both are told why",
  async ({ db, identity, signUp }) => {
    const { email } = await signUp();
    const { session, ctx } = await signedIn({ db, identity }, email);
    const refused = await deleteAccount(ctx, session, PASSWORD);
    assert.ok(!refused.ok && refused.problem.type.endsWith("no-secret-key"));
    assert.match(refused.problem.detail, /SUPABASE_SECRET_KEY/);
    const begun = await beginFactor(ctx, session);
    assert.ok(begun.ok);
    const { factorId, secret } = begun.value;
    const done = await finishFactor(ctx, session, { factorId, code: totp(secret, -1) });
    assert.ok(done.ok);
    const half = await signInOnPage(ctx, { email, password: PASSWORD });
    assert.ok(half.ok && half.value.kind === "second-factor");
    const waiting = contextOf(db, identity, half.value.cookies);
    const lost = await stepUp(waiting, null, done.value.codes[0]!);
    assert.ok(!lost.ok && lost.problem.type.endsWith("no-secret-key"));
    assert.ok((await stepUp(waiting, null, totp(secret))).ok, "the factor still counts");
  },
  { secretKey: null },
);

test(
  "an Auth that is down is said plainly, and nothing is lost by it",
  async ({ db, identity, signUp }) => {
    const { email } = await signUp();
    const { session } = await signedIn({ db, identity }, email);
    const down = fakeBackend(
      () => identity.backend.keys(),
      () => new Response(null, { status: 503 }),
    );
    const ctx = contextOf(
      db,
      new Identity({ ...down, secretKey: "sb_secret_x" }, { publicOrigin: null }),
    );
    for (
      const attempt of [
        () => askForLetter(ctx, "recovery", email),
        () => confirm(ctx, "recovery", { email, code: "123456" }, null),
        () => signInOnPage(ctx, { email, password: PASSWORD }),
        () => deleteAccount(ctx, session, PASSWORD),
      ]
    ) {
      const { value: result } = await silenced<Result<unknown>>(attempt);
      assert.ok(!result.ok && result.problem.status === 503, JSON.stringify(result));
      assert.ok(result.problem.headers["retry-after"]);
    }
    await signedIn({ db, identity }, email);
  },
  { mail },
);
