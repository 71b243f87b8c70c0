import { useEffect, useRef, useState } from "preact/hooks";

const STORE = "clinops-single-keys";
/** After `g`, the section whose entry of the sidebar begins so. */
const GO: Record<string, string> = {
  h: "",
  p: "/plan",
  s: "/sites",
  e: "/enrollment",
  r: "/import",
  a: "/activity",
  o: "/projects",
};
const LIST = [
  ["Ctrl or Cmd K", "find a study or a section"],
  ["/", "filter of the page"],
  ["g then h, p, s, e", "Home, Plan, Sites, Enrollment"],
  ["g then r, a, o", "Record, Activity, Portfolio"],
  ["?", "this list"],
  ["Escape", "closes one layer"],
];

/** Single-key shortcuts, which can be switched off (WCAG 2.1.4), and Escape for dialogs of the server. */
export default function Keys() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(true);
  const [isOpen, setOpen] = useState(false);

  useEffect(() => setOn(localStorage.getItem(STORE) !== "off"), []);

  useEffect(() => {
    let going = false;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === "Escape" && !document.querySelector("dialog:modal")) {
        document.querySelector<HTMLElement>(".veil [data-close], dialog#proof [data-close]")
          ?.click();
      }
      if (!on || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const { key } = event;
      if (going && key in GO) go(GO[key]!);
      else if (key === "/") document.querySelector<HTMLElement>("[data-slash]")?.focus();
      else if (key === "?") setOpen(true);
      going = key === "g";
      if (key === "/") event.preventDefault();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [on]);

  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
  }, [isOpen]);

  const toggle = () => {
    localStorage.setItem(STORE, on ? "off" : "on");
    setOn(!on);
  };

  if (!isOpen) return null;
  return (
    <dialog
      class="dialog"
      ref={dialog}
      aria-labelledby="keys-t"
      onClose={() => setOpen(false)}
    >
      <h2 id="keys-t">Keys</h2>
      <dl class="kv mt-3">
        {LIST.map(([key, does]) => (
          <>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </>
        ))}
      </dl>
      <label class="pick mt-4">
        <input type="checkbox" checked={on} onChange={toggle} />
        Single keys are on
      </label>
      <form method="dialog" class="mt-4">
        <button type="submit" class="btn">Close</button>
      </form>
    </dialog>
  );
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.closest("dialog") !== null);
}

function go(suffix: string) {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".side .nav a")];
  const home = links[0];
  const target = suffix === ""
    ? home
    : links.find((link) => link.pathname.endsWith(suffix)) ?? undefined;
  target?.click();
}
