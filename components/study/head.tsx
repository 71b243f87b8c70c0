/** Name, title and the facts in a line that say what study this is and how it stands. */
import type { ProjectPage } from "@/lib/projects/model.ts";
import { enumWords } from "@/lib/projects/words.ts";
import { Icon } from "../icons.tsx";
import { Proof, Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { kindWords, standOf } from "../words.ts";

export function statusReason(
  status: string | null,
  whyStopped: string | null,
  version: string | null,
): string {
  if (status === null) return "no source gives the status";
  if (whyStopped) return whyStopped.replace(/\.$/, "");
  return version ? `registry record of ${version}` : "as recorded";
}

/** ", randomised, masking double": what does not apply is left out. */
function designWords({ allocation, masking }: ProjectPage["project"]["design"]): string {
  const masked = masking === "NONE"
    ? "open label"
    : masking && `masking ${enumWords(masking).toLowerCase()}`;
  return [allocation !== "NA" && allocation && enumWords(allocation).toLowerCase(), masked]
    .filter(Boolean).map((word) => `, ${word}`).join("");
}

interface StudyHeadProps {
  page: ProjectPage;
  version: string | null;
  /** Widgets may be added. */
  widgets: boolean;
}

export function StudyHead({ page, version, widgets }: StudyHeadProps) {
  const { project } = page;
  const word = project.status ? enumWords(project.status) : "Unknown";
  return (
    <PageHead
      title={project.name}
      sub={[project.title, project.description].find((text) => text && text !== project.name) ??
        undefined}
      facts={
        <>
          <Status
            state={standOf(project.status)}
            word={word}
            reason={statusReason(project.status, project.whyStopped, version)}
          />
          <span>
            <b>{kindWords(project)}</b>
            {designWords(project.design)}
          </span>
          {project.orgStudyId && (
            <span>
              Protocol <b>{project.orgStudyId}</b>
            </span>
          )}
          {project.nctId && (
            <b>
              <Proof of="nctId">{project.nctId}</Proof>
            </b>
          )}
        </>
      }
      acts={
        <>
          {widgets && (
            <a class="btn" href="?edit=1&add=1">
              <Icon name="plus" />Widget
            </a>
          )}
          {page.may.import && project.nctId && (
            <a class="btn" href={`/projects/${project.id}/import`}>
              <Icon name="import" />Compare
            </a>
          )}
          {page.may.edit && (
            <a class="btn" href={`/projects/${project.id}/settings`}>
              <Icon name="edit" />Edit
            </a>
          )}
        </>
      }
    />
  );
}
