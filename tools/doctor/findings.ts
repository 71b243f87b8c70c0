/** A line of doctor's report. */
export interface Finding {
  /** "bad" stops the app from working; "note" is worth knowing. */
  level: "good" | "note" | "bad";
  subject: string;
  text: string;
}

export const good = (subject: string, text: string): Finding => ({ level: "good", subject, text });
export const note = (subject: string, text: string): Finding => ({ level: "note", subject, text });
export const bad = (subject: string, text: string): Finding => ({ level: "bad", subject, text });

const marks = { good: "ok  ", note: "note", bad: "BAD " };

export function print(findings: Finding[]) {
  for (const { level, subject, text } of findings) {
    console.log(`${marks[level]}  ${subject.padEnd(16)} ${text}`);
  }
}
