import type { FactorRow, IdentityRow, UserRow } from "./queries.ts";

/** An instant as the wire writes it; undefined leaves the field out. */
export function instant(value: unknown): string | undefined {
  const date = toDate(value);
  return date?.toISOString();
}

/** Reads what either driver gives for a timestamp. */
export function toDate(value: unknown): Date | undefined {
  if (value instanceof Date) return value;
  return typeof value === "string" ? new Date(value) : undefined;
}

/** The person as every endpoint returns it; nothing in it is secret. */
export function userJson(user: UserRow): Record<string, unknown> {
  return {
    id: user.id,
    aud: user.aud ?? "authenticated",
    role: user.role ?? "",
    email: user.email ?? "",
    email_confirmed_at: instant(user.email_confirmed_at),
    invited_at: instant(user.invited_at),
    phone: user.phone ?? "",
    phone_confirmed_at: instant(user.phone_confirmed_at),
    confirmation_sent_at: instant(user.confirmation_sent_at),
    confirmed_at: instant(user.confirmed_at),
    recovery_sent_at: instant(user.recovery_sent_at),
    new_email: user.email_change || undefined,
    email_change_sent_at: instant(user.email_change_sent_at),
    reauthentication_sent_at: instant(user.reauthentication_sent_at),
    last_sign_in_at: instant(user.last_sign_in_at),
    app_metadata: user.raw_app_meta_data ?? {},
    user_metadata: user.raw_user_meta_data ?? {},
    identities: user.identities.map(identityJson),
    factors: user.factors.length > 0 ? user.factors.map(factorJson) : undefined,
    created_at: instant(user.created_at),
    updated_at: instant(user.updated_at),
    banned_until: instant(user.banned_until),
    deleted_at: instant(user.deleted_at),
    is_anonymous: user.is_anonymous,
  };
}

function identityJson(identity: IdentityRow): Record<string, unknown> {
  return {
    identity_id: identity.id,
    id: identity.provider_id,
    user_id: identity.user_id,
    identity_data: identity.identity_data,
    provider: identity.provider,
    last_sign_in_at: instant(identity.last_sign_in_at),
    created_at: instant(identity.created_at),
    updated_at: instant(identity.updated_at),
    email: identity.email ?? undefined,
  };
}

export function factorJson(factor: FactorRow): Record<string, unknown> {
  return {
    id: factor.id,
    created_at: instant(factor.created_at),
    updated_at: instant(factor.updated_at),
    status: factor.status,
    friendly_name: factor.friendly_name ?? undefined,
    factor_type: factor.factor_type,
    last_challenged_at: instant(factor.last_challenged_at),
  };
}

export function isBanned(user: Pick<UserRow, "banned_until">, now: Date): boolean {
  const until = toDate(user.banned_until);
  return until !== undefined && until > now;
}
