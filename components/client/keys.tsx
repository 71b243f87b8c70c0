/** The list of keys, and their switch. */
import { useEffect, useRef, useState } from "preact/hooks";
import { areKeysOn, switchKeys } from "./single_keys.ts";

const LIST = [
  ["Ctrl or Cmd K", "find a study or a section"],
  ["/", "filter of the page"],
  ["g then h, p, s, a", "Home, Plan, Sites, Assistant"],
  ["g then e, r, t, o", "Enrollment, Record, Activity, Portfolio"],
  ["j, k", "next and previous proposal"],
  ["Enter", "opens the focused proposal"],
  ["e", "edits it"],
  ["a", "approves it, and asks first"],
  ["x", "selects it, for several at once"],
  ["?", "this list"],
  ["Escape", "closes one layer"],
];

export default function KeyList({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [on, setOn] = useState(areKeysOn);

  useEffect(() => dialog.current?.showModal(), []);

  const toggle = () => {
    switchKeys(!on);
    setOn(!on);
  };

  return (
    <dialog class="dialog" ref={dialog} aria-labelledby="keys-t" onClose={onClose}>
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
      <label class="tick mt-4">
        <input type="checkbox" checked={on} onChange={toggle} />
        Single keys are on
      </label>
      <form method="dialog" class="mt-4">
        <button type="submit" class="btn">Close</button>
      </form>
    </dialog>
  );
}
