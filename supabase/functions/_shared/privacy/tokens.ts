/** Tokens stand for what was taken out, and the vault knows what they stand for. It never leaves. */
import type { Kind } from "./kinds.ts";

interface Kept {
  value: string;
  /** The value was a JSON number. */
  number: boolean;
}

export class Vault {
  readonly #values = new Map<string, Kept>();
  readonly #tokens = new Map<string, string>();
  readonly #counts = new Map<Kind, number>();

  /** The token of a value: one value of a kind has one token. */
  token(kind: Kind, value: string, number = false): string {
    const key = `${kind}\u0000${number}\u0000${value}`;
    const known = this.#tokens.get(key);
    if (known !== undefined) return known;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    const token = `⟦${kind}_${count}⟧`;
    this.#counts.set(kind, count);
    this.#tokens.set(key, token);
    this.#values.set(token, { value, number });
    return token;
  }

  get(token: string): Kept | undefined {
    return this.#values.get(token);
  }

  /** What its tokens of a kind stand for. */
  values(kind: Kind): string[] {
    return [...this.#values].filter(([token]) => token.startsWith(`⟦${kind}_`))
      .map(([, kept]) => kept.value);
  }

  /** A vault is not printed and not stored. */
  toJSON(): string {
    return "[vault]";
  }

  [Symbol.for("Deno.customInspect")](): string {
    return "[vault]";
  }
}

/** ⟦KIND_number⟧, at most this long. */
export const tokenLength = 40;
export const tokenPattern = /⟦[A-Z_]{1,24}_\d{1,9}⟧/g;

/** Puts back what the vault knows, once; other tokens stay as they are. */
export function restoreText(text: string, vault: Vault): string {
  return text.replace(tokenPattern, (token) => vault.get(token)?.value ?? token);
}

/** Restores a stream; what may be the beginning of a token waits for the rest of it. */
export class Restorer {
  #held = "";
  readonly #vault: Vault;

  constructor(vault: Vault) {
    this.#vault = vault;
  }

  push(chunk: string): string {
    const text = this.#held + chunk;
    const open = text.lastIndexOf("⟦");
    const waits = open >= 0 && text.length - open < tokenLength &&
      /^⟦[A-Z_]{0,24}\d{0,9}$/.test(text.slice(open));
    this.#held = waits ? text.slice(open) : "";
    return restoreText(waits ? text.slice(0, open) : text, this.#vault);
  }

  flush(): string {
    const text = this.#held;
    this.#held = "";
    return text;
  }
}
