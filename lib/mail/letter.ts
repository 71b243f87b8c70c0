/** One message to one address. Codes and links in it are secrets: never log it. */
export interface Letter {
  /** An address and nothing else: `ada@example.org`. */
  to: string;
  subject: string;
  text: string;
  html?: string;
  /** What it is about, one word: `recovery`, `invitation`, …; for lists and logs. */
  kind: string;
}
