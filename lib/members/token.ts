/** Tokens of invitations: 100 random bits that can be read out and typed. */
import { createHash } from "node:crypto";

/** Without I, L, O and U, which are misread (Crockford). */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 20;

/** A new token. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  return Array.from(bytes, (byte) => ALPHABET[byte & 31]).join("");
}

/** The token in groups of five, to be typed. */
export const asCode = (token: string) => token.replace(/(.{5})(?=.)/g, "$1-");

/** What was typed, as the token it means: case, blanks and dashes do not count, O is a zero. */
export function asToken(typed: string): string {
  return typed.slice(0, 100).toUpperCase().replace(/[^0-9A-Z]/g, "").replaceAll("O", "0")
    .replace(/[IL]/g, "1");
}

/** What is kept of a token: its SHA-256, in hex. */
export const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");
