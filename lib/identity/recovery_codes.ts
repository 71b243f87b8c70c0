import { createHash } from "node:crypto";

/** Neither vowels, which make words, nor what looks like something else. */
const LETTERS = "23456789bcdfghjkmnpqrstvwxz";
const COUNT = 10;
const LENGTH = 12;

/** Ten codes of 57 random bits each, like "k7tq-2mzd-9wfh". */
export function makeRecoveryCodes(): string[] {
  return Array.from({ length: COUNT }, () => {
    let text = "";
    while (text.length < LENGTH) {
      const [byte] = crypto.getRandomValues(new Uint8Array(1));
      // Values beyond the last whole round would make the first letters likelier.
      if (byte! < 256 - 256 % LETTERS.length) text += LETTERS[byte! % LETTERS.length];
    }
    return text.match(/.{4}/g)!.join("-");
  });
}

/** The code as it counts: without blanks and dashes, small; null when it cannot be one. */
export function readRecoveryCode(typed: string): string | null {
  const plain = typed.replace(/[\s-]/g, "").toLowerCase();
  return plain.length === LENGTH && [...plain].every((c) => LETTERS.includes(c)) ? plain : null;
}

/** What is stored: bound to the person, so that equal codes of two people look different. */
export function hashRecoveryCode(userId: string, code: string): string {
  return createHash("sha256").update(`${userId}:${code.replaceAll("-", "")}`).digest("hex");
}
