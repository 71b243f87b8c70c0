/** Letters that wait: with no mail server configured, this is where codes and links are read. */
import { join } from "node:path";
import type { Config } from "@/lib/config/mod.ts";
import { outboxFolder, readKept, waiting } from "@/lib/mail/mod.ts";
import { checkSmtp, smtpPeer } from "@/lib/mail/smtp.ts";
import { bad, type Finding, good, note } from "./findings.ts";

/** Letters that are listed one by one. */
const SHOWN = 20;

export async function outboxFindings(
  { dataDir, mail, supabaseUrl, signupConfirm }: Config,
): Promise<Finding[]> {
  const folder = outboxFolder(dataDir);
  const [left, failed] = [await waiting(folder), await waiting(join(folder, "failed"))];
  const found: Finding[] = [];
  if (mail.smtpUrl === null) {
    found.push(note("mail", `no SMTP_URL: letters stay in ${folder} (${left.length} there)`));
  } else {
    const { host, port } = smtpPeer(mail.smtpUrl);
    const wait = left.length === 0 ? "none waits" : `${left.length} wait`;
    const problem = await checkSmtp(mail.smtpUrl);
    found.push(
      problem === null
        ? good("mail", `by ${host}:${port} from ${mail.from}; ${wait}`)
        : bad("mail", `${host}:${port} does not take letters (${problem}); ${wait}`),
    );
  }
  if (failed.length > 0) {
    const where = join(folder, "failed");
    found.push(
      note("mail", `${failed.length} letters could not be delivered; they are in ${where}`),
    );
  }
  if (supabaseUrl !== null) found.push(note("mail of sign-in", "sent by Supabase Auth"));
  else {
    const confirm = signupConfirm ? "must be confirmed by mail" : "count as confirmed";
    found.push(good("new addresses", confirm));
  }
  return found;
}

/** The newest letters that wait, and how to read them; nothing where there is none. */
export async function outboxLines({ dataDir }: Config): Promise<string[]> {
  const folder = outboxFolder(dataDir);
  const left = (await waiting(folder)).reverse();
  if (left.length === 0) return [];
  const lines = ["", "Letters that wait, newest first (read one: cat FILE, or a mail program):"];
  for (const { name, at } of left.slice(0, SHOWN)) {
    const kept = await readKept(folder, name);
    if (kept === null) continue;
    const when = at.toISOString().slice(0, 19).replace("T", " ");
    lines.push(`${when}  ${kept.kind.padEnd(16)} ${kept.to}  ${kept.subject}`);
    lines.push(`  ${join(folder, name)}`);
  }
  if (left.length > SHOWN) lines.push(`and ${left.length - SHOWN} more in ${folder}`);
  return lines;
}
