/** The second step for a study that is new here: what was found, and the button that saves it. */
import type { ComponentChildren } from "preact";
import type { ImportPreview } from "@/lib/imports/model.ts";
import { formatBytes, formatNumber, plural, shortHash } from "../format.ts";
import { Icon } from "../icons.tsx";
import { PageHead } from "../shell.tsx";
import { STEPS } from "./new_study.tsx";
import { PreviewCounts, PreviewParts, versionWords } from "./preview.tsx";
import { Stepper } from "./stepper.tsx";

interface ConfirmProps {
  preview: ImportPreview;
  /** What the confirming form sends again: the number or the record. */
  again: ComponentChildren;
  /** The island that shows progress. */
  progress?: ComponentChildren;
}

export function ConfirmImport({ preview, again, progress }: ConfirmProps) {
  const { imported, existing } = preview;
  const facts = [
    { ...STEPS[0]!, fact: `${formatBytes(preview.bytes)}, hash ${preview.sha256.slice(0, 4)}` },
    { ...STEPS[1]!, fact: plural(preview.fieldCount, "value") },
    STEPS[2]!,
  ];
  return (
    <>
      <PageHead
        title={preview.name}
        sub={preview.title}
        facts={
          <>
            <b>{preview.nctId}</b>
            <span>
              Record <b>{versionWords(preview.version)}</b>
            </span>
            <span>
              Hash <code>{shortHash(preview.sha256, 4)}</code>
            </span>
          </>
        }
        acts={
          <>
            <a class="btn" href="/projects/new" aria-current="false">Cancel</a>
            <form method="post" enctype="multipart/form-data" id="confirm">
              {again}
              <button type="submit" class="btn primary">
                <Icon name="check" />
                {existing ? "Compare with it" : "Save the study"}
              </button>
            </form>
          </>
        }
      />
      <Stepper steps={facts} at={1} />
      {existing && (
        <p class="stale mb-7">
          <span>
            <b>This study is here already: {existing.name}.</b>{" "}
            Nothing is overwritten; you decide field by field.
          </span>
        </p>
      )}
      <div class="stack">
        <PreviewCounts preview={preview} />
        <PreviewParts preview={preview} />
      </div>
      <p class="foot">
        <span>
          <span class="fx" aria-hidden="true">ƒ</span>
          {formatNumber(imported.sites)} sites and {formatNumber(preview.fieldCount)}{" "}
          values read; nothing is saved yet
        </span>
      </p>
      {progress}
    </>
  );
}
