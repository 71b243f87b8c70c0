/** The pages of documents, above each of them. */

export type Tab = "documents" | "consent" | "requirements";

interface TabsProps {
  projectId: string;
  here: Tab;
  /** Requirements that wait for a confirmation. */
  unconfirmed?: number;
}

export function Tabs({ projectId, here, unconfirmed = 0 }: TabsProps) {
  const base = `/projects/${projectId}/documents`;
  const wait = unconfirmed > 0 ? ` (${unconfirmed} to confirm)` : "";
  const entries: [Tab, string, string][] = [
    ["documents", base, "Documents"],
    ["consent", `${base}/consent`, "Consent forms by site"],
    ["requirements", `${base}/requirements`, `What is expected${wait}`],
  ];
  return (
    <nav class="filters mb-7" aria-label="Documents">
      {entries.map(([tab, href, label]) => (
        <a class="chip" href={href} aria-current={tab === here ? "true" : "false"}>{label}</a>
      ))}
    </nav>
  );
}
