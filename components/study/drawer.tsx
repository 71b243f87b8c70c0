/** The proof drawer: the value, where in the record it stands, who stood up for it. */
import type { Provenance } from "@/lib/projects/provenance_model.ts";
import { DrawerFrame } from "../drawer.tsx";
import { formatDate, formatMoment, shortHash } from "../format.ts";
import { By, Pointer } from "../marks.tsx";
import type { ProofOf } from "./proof.ts";

const KINDS = {
  import: "as the registry record says",
  person: "set by a person",
  confirmed: "imported, then confirmed by a person",
};

/** A pointer `/intake/<question>/<version>/<from>-<to>` leads into an answer of the intake. */
const fromIntake = (source: Provenance) => source.pointer?.startsWith("/intake/") ?? false;

function originWords(source: Provenance): string {
  return fromIntake(source) ? "said in the intake, then confirmed by a person" : KINDS[source.kind];
}

export function Drawer({ proof, close }: { proof: ProofOf; close: string }) {
  const { source, run } = proof;
  return (
    <DrawerFrame title={proof.title} close={close}>
      <p class={`drawer-v${proof.value.length > 60 ? " long whitespace-pre-line" : ""}`}>
        {proof.value}
      </p>
      {proof.more && <p class="drawer-v long text-ink-2 whitespace-pre-line">{proof.more}</p>}
      <dl class="kv mt-7">
        <dt>Origin</dt>
        <dd>{source ? originWords(source) : "typed in here; no record stands behind it"}</dd>
        {source?.pointer && (
          <>
            <dt>{fromIntake(source) ? "In the answer" : "In the record"}</dt>
            <dd>
              <Pointer path={source.pointer} whole />
            </dd>
          </>
        )}
        {source?.by && (
          <>
            <dt>By</dt>
            <dd>
              <By hand="human" name={source.by.name ?? "A former member"} />
            </dd>
          </>
        )}
        {source?.at && (
          <>
            <dt>At</dt>
            <dd>{formatMoment(source.at)}</dd>
          </>
        )}
        {run && (
          <>
            <dt>Import</dt>
            <dd>
              <By hand="rule" name={`Number ${run.no}`} />
              <span class="src">
                {[formatMoment(run.at), run.by?.name && `started by ${run.by.name}`]
                  .filter(Boolean).join(", ")}
              </span>
            </dd>
            <dt>Record of</dt>
            <dd>{run.version ? formatDate(run.version) : "a date that it does not say"}</dd>
            <dt>File hash</dt>
            <dd>
              <code title={run.sha256}>{shortHash(run.sha256, 4)} …</code>
            </dd>
          </>
        )}
        {source?.runId && !run && (
          <>
            <dt>Import</dt>
            <dd>an earlier one than the latest</dd>
          </>
        )}
      </dl>
    </DrawerFrame>
  );
}
