import { useEffect, useRef, useState } from "preact/hooks";
import { takeDrops } from "@/components/import/drop.ts";

interface RecordDropProps {
  /** Largest file in bytes. */
  limit: number;
  tooLarge: string;
}

/**
 * Lets a file be dropped on the file field of the form around it, refuses one that is too large
 * before it travels, and says that work is going on. Without it the form does the same, slower.
 */
export default function RecordDrop({ limit, tooLarge }: RecordDropProps) {
  const here = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState("");
  const [busy, setBusy] = useState(false);

  useEffect(() => {
    const stop = new AbortController();
    const listen = { signal: stop.signal };
    const form = takeDrops(here.current, { limit, tooLarge, say: setSaid, ...listen });
    // After 400 ms of work it is worth saying so; a quick answer leaves the page before that.
    form?.addEventListener("submit", () => setTimeout(() => setBusy(true), 400), listen);
    addEventListener("pageshow", () => setBusy(false), listen);
    return () => stop.abort();
  }, []);

  return (
    <div ref={here} role="status" aria-busy={busy} class="mt-3 text-ink-2 max-w-120">
      {busy
        ? (
          <>
            <p>Reading the record</p>
            <div class="skel" />
            <div class="skel" />
            <div class="skel" />
          </>
        )
        : said}
    </div>
  );
}
