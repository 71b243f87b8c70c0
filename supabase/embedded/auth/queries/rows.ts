import type { Row } from "../types.ts";

/** A person as stored, with identities and second factors. */
export interface UserRow {
  id: string;
  aud: string | null;
  role: string | null;
  email: string | null;
  phone: string | null;
  encrypted_password: string | null;
  email_change: string | null;
  raw_app_meta_data: Record<string, unknown> | null;
  raw_user_meta_data: Record<string, unknown> | null;
  is_anonymous: boolean;
  email_confirmed_at: unknown;
  phone_confirmed_at: unknown;
  confirmed_at: unknown;
  invited_at: unknown;
  confirmation_sent_at: unknown;
  recovery_sent_at: unknown;
  email_change_sent_at: unknown;
  reauthentication_sent_at: unknown;
  last_sign_in_at: unknown;
  banned_until: unknown;
  created_at: unknown;
  updated_at: unknown;
  deleted_at: unknown;
  identities: IdentityRow[];
  factors: FactorRow[];
}

export interface IdentityRow {
  id: string;
  provider_id: string;
  user_id: string;
  identity_data: Record<string, unknown>;
  provider: string;
  email: string | null;
  last_sign_in_at: unknown;
  created_at: unknown;
  updated_at: unknown;
}

export interface FactorRow {
  id: string;
  friendly_name: string | null;
  factor_type: string;
  status: string;
  last_challenged_at: unknown;
  created_at: unknown;
  updated_at: unknown;
}

export interface SessionRow {
  id: string;
  user_id: string;
  aal: "aal1" | "aal2" | "aal3" | null;
  factor_id: string | null;
  not_after: unknown;
  refreshed_at: unknown;
  created_at: unknown;
}

export interface AmrRow {
  authentication_method: string;
  updated_at: unknown;
}

export async function rows<T>(result: PromiseLike<readonly Row[]>): Promise<T[]> {
  return [...await result] as unknown as T[];
}

export async function first<T>(result: PromiseLike<readonly Row[]>): Promise<T | undefined> {
  return (await rows<T>(result))[0];
}
