/** What people think of what the assistant wrote, for who may read it. */
import { RATING_WORDS } from "@/lib/assistant/feedback_model.ts";
import type { Usage } from "@/lib/assistant/usage_model.ts";
import { formatMoment, formatNumber, plural } from "../format.ts";
import { Widget } from "../widget.tsx";

type OpinionsProps = { feedback: NonNullable<Usage["feedback"]>; asOf: string; whole: boolean };

/** The mean, how often each was given, and the newest in their own words. */
export function Opinions({ feedback, asOf, whole }: OpinionsProps) {
  const { n, mean, ratings, newest } = feedback;
  return (
    <Widget
      id="feedback"
      title="What people think"
      span={12}
      foot={{
        formula: "mean of the ratings, 1 to 5; the newest 20 are listed",
        asOf,
        source: plural(n, "answer"),
      }}
    >
      {n === 0 || mean === null ? <p class="text-ink-2">Nobody said anything in these days.</p> : (
        <>
          <p>
            <b>{`${formatNumber(mean)} of 5`}</b>{" "}
            {ratings.map((one) => `${RATING_WORDS[one.rating]} ${formatNumber(one.n)}`).join(", ")}
          </p>
          <ul class="rows plain mt-4">
            {newest.map((one) => (
              <li key={one.id}>
                <span>
                  <b>{`${RATING_WORDS[one.rating]} (${one.rating})`}</b>
                  {one.comment && ` ${one.comment}`}
                  <span class="src">
                    {[
                      one.by ?? "somebody who left",
                      formatMoment(one.at),
                      one.subject,
                      whole && one.study,
                    ]
                      .filter(Boolean).join(" · ")}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Widget>
  );
}
