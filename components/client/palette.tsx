import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "../icons.tsx";
import { type Found, foundIn, sectionsOf } from "../palette.ts";

/** Waits this long after the last key before it asks the server. */
const PAUSE_MS = 120;

/** Find a study or go to a section. */
export default function Palette({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState("");
  const [found, setFound] = useState<Found[]>([]);
  const [at, setAt] = useState(0);

  useEffect(() => dialog.current?.showModal(), []);

  useEffect(() => {
    const sections = sectionsOf(
      document.querySelectorAll<HTMLAnchorElement>(".side .nav a"),
      query,
    );
    setFound(sections);
    setAt(0);
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      const url = `/api/projects?limit=8&q=${encodeURIComponent(query)}`;
      const response = await fetch(url, { signal: stop.signal }).catch(() => null);
      if (response?.ok) setFound([...foundIn(await response.json()), ...sections]);
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [query]);

  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const chosen = found[at];
    if (step && found.length) {
      event.preventDefault();
      setAt((at + step + found.length) % found.length);
    } else if (event.key === "Enter" && chosen) {
      event.preventDefault();
      location.href = chosen.href;
    }
  };

  return (
    <dialog
      class="palette"
      ref={dialog}
      aria-label="Find a study or a section"
      onClose={onClose}
    >
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-l"
        aria-activedescendant={found.length ? `palette-${at}` : undefined}
        aria-label="Find a study or a section"
        placeholder="Find a study or a section"
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <ul id="palette-l" role="listbox" aria-label="Found">
        {found.map((one, index) => (
          <li
            key={one.href}
            id={`palette-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => location.href = one.href}
          >
            <Icon name={one.icon} />
            <span>{one.label}</span>
            <span class="ml-auto text-xs text-ink-3">{one.kind}</span>
          </li>
        ))}
      </ul>
    </dialog>
  );
}
