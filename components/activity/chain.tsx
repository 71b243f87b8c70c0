/** Whether the chain holds: by whom and when it was last recomputed, and how far. */
import type { ChainState } from "@/lib/activity/model.ts";
import { formatMoment, formatNumber, formatPercent, shortHash } from "../format.ts";
import { Glyph } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { Widget } from "../widget.tsx";

interface ChainProps {
  chain: ChainState;
  zone: string;
}

export function Chain({ chain, zone }: ChainProps) {
  const { check } = chain;
  return (
    <Widget id="chain" title="Chain" span={12}>
      <div class="chain">
        <div>
          <Standing chain={chain} />
          {check?.state === "running" && (
            <progress
              max={check.length}
              value={check.upto}
              aria-label="Entries checked"
            />
          )}
        </div>
        <dl class="kv text-xs">
          <dt>Entries</dt>
          <dd>{formatNumber(chain.seq)} in the organisation</dd>
          <dt>Head</dt>
          <dd>
            <code title={chain.hash}>{shortHash(chain.hash, 4)} …</code>
          </dd>
        </dl>
        {check && (
          <dl class="kv text-xs">
            <dt>Last verified</dt>
            <dd>
              {formatMoment(check.checkedAt, zone)}, by {check.by ?? "the system"}
            </dd>
            <dt>Kept elsewhere</dt>
            <dd>
              {check.outside
                ? `entry ${formatNumber(check.outside.seq)}, ${
                  formatMoment(check.outside.at, zone)
                }`
                : "no head recorded yet"}
            </dd>
          </dl>
        )}
      </div>
    </Widget>
  );
}

function Standing({ chain: { check, seq } }: { chain: ChainState }) {
  if (!check) return <Status state="unk" word="Not verified" reason="nobody has asked yet" />;
  switch (check.state) {
    case "running":
      return (
        <Status
          state="info"
          word="Being verified"
          reason={`${formatNumber(check.upto)} of ${formatNumber(check.length)} entries, ${
            formatPercent(check.length ? check.upto / check.length : 0)
          }; none is wrong so far`}
        />
      );
    case "broken":
      return <Status state="crit" word="Broken" reason={brokenWhere(check.brokenAt)} />;
    case "intact":
      return (
        <Status
          state="ok"
          word="Intact"
          reason={seq > check.upto
            ? `all ${formatNumber(check.upto)} entries there were; ${
              formatNumber(seq - check.upto)
            } came since`
            : "every entry matches the one before"}
        />
      );
  }
}

const brokenWhere = (entry: number | null) =>
  entry === null ? "the head kept elsewhere is not in it" : `at entry ${formatNumber(entry)}`;

/** Over everything else on the page. */
export function BrokenBand({ chain: { check }, zone }: ChainProps) {
  if (check?.state !== "broken") return null;
  return <TrailBand entry={check.brokenAt} checkedAt={check.checkedAt} zone={zone} />;
}

interface TrailBandProps {
  entry: number | null;
  checkedAt: string;
  zone?: string;
  /** Whose trail, and where it is read: on pages that are not about it. */
  of?: { name: string; href: string };
}

export function TrailBand({ entry, checkedAt, zone, of }: TrailBandProps) {
  return (
    <div class="problems mb-5" role="alert">
      <h2>
        <Glyph name="crit" />
        The audit trail {of && `of ${of.name} `}is broken {brokenWhere(entry)}
      </h2>
      <p>
        This entry, or one before it, was altered or removed outside of ClinOps. Found{" "}
        {formatMoment(checkedAt, zone)}. Keep the database as it is and tell whoever runs it;
        entries from there on prove nothing.{" "}
        {of && <a class="link" href={of.href} aria-current="false">See the trail</a>}
      </p>
    </div>
  );
}

/** Begins the check anew, or goes on with it. */
export function VerifyForm({ chain: { check } }: { chain: ChainState }) {
  const running = check?.state === "running";
  return (
    <form method="post" action="#chain">
      <button type="submit" class="btn" name="intent" value={running ? "continue" : "verify"}>
        {running ? "Go on verifying" : check ? "Verify again" : "Verify"}
      </button>
    </form>
  );
}
