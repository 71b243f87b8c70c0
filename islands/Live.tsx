import { useEffect, useState } from "preact/hooks";
import { live } from "@/components/live.ts";
import { changesBy } from "@/components/live_words.ts";

interface LiveProps {
  project: string;
  /** Id of the reader. */
  me: string;
}

/**
 * Changes are told when none came for so long or twice that: a screen reader says them once, and
 * not all readers ask at once.
 */
const QUIET_MS = 1000;

/** Comes with the first change. */
const renew = async () => (await import("@/components/live_parts.ts")).renewParts();

/** Whether somebody typed something on this page. */
let typed = false;

/**
 * Says quietly that the page is not the newest any more, and who else is here. Lists that the page
 * marks `data-live` are put at their newest; it never loads anew by itself: somebody may be typing.
 */
export default function Live({ project, me }: LiveProps) {
  const [said, setSaid] = useState("");
  const [others, setOthers] = useState("");

  useEffect(() => {
    const names = new Set<string>();
    let count = 0;
    let timer: ReturnType<typeof setTimeout>;
    addEventListener("input", () => typed = true);
    return live(project, {
      message({ actor, entity }) {
        // What somebody asks a model is theirs, and changes nothing in the study.
        if (/^(chat|ai_call)/.test(entity)) return;
        count++;
        names.add(actor?.id === me ? "you" : actor?.name ?? "the system");
        clearTimeout(timer);
        timer = setTimeout(() => {
          setSaid(changesBy(count, names));
          renew();
        }, QUIET_MS * (1 + Math.random()));
      },
      reset() {
        setSaid("This page is not the newest");
        renew();
      },
      presence: ({ people }) =>
        setOthers(people.flatMap(({ id, name }) => id === me ? [] : name).join(", ")),
    });
  }, []);

  // What was typed stays: then the newest is shown beside it.
  const show = () => open(location.pathname + location.search, typed ? "" : "_self");
  return (
    <div class="live">
      <p role="status">
        {said && (
          <span>
            {said} <button type="button" class="link" onClick={show}>Show</button>
          </span>
        )}
      </p>
      {others && <p class="here">Also here: {others}</p>}
    </div>
  );
}
