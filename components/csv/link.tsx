/** The ways in and out of a page's rows as CSV, for the head of the page. */
import type { CsvKindName } from "@/lib/csv/model.ts";
import { Icon } from "../icons.tsx";

interface CsvLinksProps {
  projectId: string;
  kind: CsvKindName;
  /** Without it there is the export alone. */
  mayImport: boolean;
  /** "tasks": said where a page has rows of several kinds. */
  of?: string;
}

export function CsvLinks({ projectId, kind, mayImport, of }: CsvLinksProps) {
  const what = of ? ` ${of}` : "";
  return (
    <>
      {mayImport && (
        <a
          class="btn"
          href={`/projects/${projectId}/csv?kind=${kind}`}
          aria-current="false"
        >
          <Icon name="import" />
          {`Import${what}`}
        </a>
      )}
      <a
        class="btn"
        href={`/api/projects/${projectId}/${kind.replace("_", "-")}/export.csv?bom=true`}
        aria-current="false"
        download
      >
        <Icon name="dl" />
        {`Export${what}`}
      </a>
    </>
  );
}
