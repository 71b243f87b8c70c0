import { createHash } from "node:crypto";
import type { z } from "zod";
import { requireAdmin } from "./access.ts";
import { ADMIN, audit } from "./audit.ts";
import { badRequest, notFound, unprocessable } from "./errors.ts";
import { ok, readBody } from "./http.ts";
import { AdminDeleteBody, AdminUserBody, isUuid, parseDuration, parseEmail } from "./input.ts";
import { instant, userJson } from "./objects.ts";
import { pageLinks, pageOf } from "./pages.ts";
import { checkStrength } from "./passwords.ts";
import {
  confirmEmail,
  deleteUser,
  insertUser,
  mergeMetadata,
  setBan,
  setRole,
  softDeleteUser,
  updateEmail,
  updatePassword,
  userById,
  userPage,
  type UserRow,
  usersById,
} from "./queries.ts";
import { newUser } from "./signup.ts";
import type { Auth, Call, Sql } from "./types.ts";

type Body = z.output<typeof AdminUserBody>;

const DUPLICATE = "A user with this email address has already been registered";
/** GET /admin/users: a page of people, newest first. */
export async function listUsers(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  const { page, perPage } = pageOf(call.url);
  const filter = (call.url.searchParams.get("filter") ?? "").toLowerCase().replaceAll("\0", "");
  const { users, total } = await auth.transaction(async (sql) => {
    const { ids, total } = await userPage(sql, perPage, (page - 1) * perPage, filter);
    const users = new Map((await usersById(sql, ids)).map((user) => [user.id, user]));
    return { users: ids.flatMap((id) => users.get(id) ?? []), total };
  });
  const body = { users: users.map(userJson), aud: "authenticated" };
  return ok(body, pageLinks(call.url, page, perPage, total));
}

/** POST /admin/users */
export async function createUser(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  const body = await readBody(call.request, AdminUserBody);
  refusePhone(body);
  if (body.email === "") {
    throw badRequest(
      "validation_failed",
      "Cannot create a user without either an email or phone",
    );
  }
  if (body.id !== "" && !isUuid(body.id)) {
    throw badRequest("validation_failed", "ID must conform to the uuid v4 format");
  }
  const email = parseEmail(body.email);
  const hash = await passwordHash(auth, body) ?? await randomHash(auth);
  const user = newUser(auth, email, hash, {}, body.email_confirm);
  const row = {
    ...user,
    id: body.id || user.id,
    role: body.role || user.role,
    aud: body.aud || user.aud,
    appData: { ...user.appData, ...body.app_metadata },
    userData: {
      ...body.user_metadata,
      ...(body.email_confirm ? { email_verified: true } : {}),
    },
    identityData: { ...user.identityData, sub: body.id || user.id },
  };
  const added = await auth.transaction(async (sql) => {
    if (!await insertUser(sql, row)) throw unprocessable("email_exists", DUPLICATE);
    await ban(auth, sql, row.id, body);
    const traits = { user_id: row.id, user_email: email, provider: "email" };
    await audit(auth, call, sql, ADMIN, "user_signedup", traits);
    return await userById(sql, row.id);
  });
  return ok(added && userJson(added));
}

/** GET /admin/users/{id} */
export async function readUser(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  return ok(userJson(await auth.transaction((sql) => loadUser(sql, call))));
}

/** PUT /admin/users/{id} */
export async function changeUser(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  const body = await readBody(call.request, AdminUserBody);
  refusePhone(body);
  const email = body.email === "" ? null : parseEmail(body.email);
  const hash = await passwordHash(auth, body);
  const changed = await auth.transaction(async (sql) => {
    const user = await loadUser(sql, call);
    const now = auth.now().toISOString();
    if (body.role !== "") await setRole(sql, user.id, body.role);
    if (hash !== null) await updatePassword(sql, user.id, user.encrypted_password, hash, now);
    if (email !== null && email !== user.email) {
      const confirmed = body.email_confirm;
      if (!await updateEmail(sql, user.id, email, confirmed, now)) {
        throw unprocessable("email_exists", DUPLICATE);
      }
    }
    if (body.email_confirm) await confirmEmail(sql, user.id, now);
    await mergeMetadata(sql, user.id, body.user_metadata ?? {}, body.app_metadata ?? {}, now);
    await ban(auth, sql, user.id, body);
    const traits = { user_id: user.id, user_email: user.email ?? "" };
    await audit(auth, call, sql, ADMIN, "user_modified", traits);
    return await userById(sql, user.id);
  });
  return ok(changed && userJson(changed));
}

/** DELETE /admin/users/{id}: the whole person, or only who it was when `should_soft_delete`. */
export async function removeUser(auth: Auth, call: Call): Promise<Response> {
  await requireAdmin(auth, call);
  const body = await readBody(call.request, AdminDeleteBody, true);
  await auth.transaction(async (sql) => {
    const user = await loadUser(sql, call);
    await audit(auth, call, sql, ADMIN, "user_deleted", { user_id: user.id });
    if (!body.should_soft_delete) return await deleteUser(sql, user.id);
    const trace = createHash("sha256").update(user.id + (user.email ?? "")).digest("base64url");
    await softDeleteUser(sql, user.id, trace, auth.now().toISOString());
  });
  return ok({});
}

/**
 * The person that the path names.
 *
 * @throws AuthError 404 `validation_failed` or `user_not_found`
 */
export async function loadUser(sql: Sql, call: Call): Promise<UserRow> {
  const id = call.params.id ?? "";
  if (!isUuid(id)) throw notFound("validation_failed", "user_id must be an UUID");
  const user = await userById(sql, id);
  if (!user) throw notFound("user_not_found", "User not found");
  return user;
}

function refusePhone(body: Body): void {
  if (body.phone !== "" || body.phone_confirm) {
    throw unprocessable("phone_provider_disabled", "Phone users are disabled");
  }
}

/** The hash of the given password, the given hash, or null where neither was given. */
async function passwordHash(auth: Auth, body: Body): Promise<string | null> {
  const { password, password_hash: given } = body;
  if (given !== "") {
    if (password) {
      throw badRequest(
        "validation_failed",
        "Only a password or a password hash should be provided",
      );
    }
    if (!/^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$/.test(given)) {
      throw badRequest("validation_failed", "Password hash must be a bcrypt hash");
    }
    return given.replace(/^\$2[by]\$/, "$2a$");
  }
  if (password === undefined || password === "") return null;
  checkStrength(password, auth.settings.passwordMinLength);
  return await auth.passwords.hash(password);
}

/** A password that nobody knows. */
function randomHash(auth: Auth): Promise<string> {
  return auth.passwords.hash(auth.random(32).toHex());
}

async function ban(auth: Auth, sql: Sql, userId: string, body: Body): Promise<void> {
  if (body.ban_duration === "") return;
  const seconds = parseDuration(body.ban_duration);
  const until = new Date(auth.now().getTime() + seconds * 1000);
  await setBan(sql, userId, seconds === 0 ? null : instant(until) ?? null);
}
