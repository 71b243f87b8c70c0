/** One thing that was read in an answer: confirm, edit, reject; or enter by hand what was not. */
import { isOpen, isRead, type Item, type QuestionKey } from "@/lib/intake/model.ts";
import { KIND_WORDS, sayValue } from "@/lib/intake/words.ts";
import { Area, errorOf, Field, type FieldError, Select } from "../form.tsx";
import { momentParts } from "../format.ts";
import { Glyph, Icon } from "../icons.tsx";
import { type Control, CONTROLS, typedOf } from "./fields.ts";

/** What was typed for one item, and why it was refused. */
export interface ItemDraft {
  id: string;
  typed: Record<string, string> | null;
  reason: string;
  errors: FieldError[];
  /** Said above the item, where no field is at fault. */
  detail: string | null;
  /** What stands there, met only now: sent again, it is replaced. */
  replaces: string | null;
}

interface ItemProps {
  question: QuestionKey;
  item: Item;
  may: boolean;
  draft: ItemDraft | null;
}

export function ItemRow({ question, item, may, draft }: ItemProps) {
  const value = item.decided ?? item.value;
  const said = value ? sayValue(item.kind, value) : null;
  const quoted = said === null || said.title !== item.text;
  return (
    <li class={`rd ${item.state}${isRead(item) ? "" : " unread"}`} id={`item-${item.id}`}>
      <div class="rd-h">
        <h3 class="break-words">{said?.title ?? "Not understood"}</h3>
        <span class="text-xs text-ink-3">{isRead(item) ? KIND_WORDS[item.kind] : null}</span>
      </div>
      {said?.more.map(smallLine)}
      {quoted && <p class="src rd-q">“{item.text}”</p>}
      {isOpen(item) && item.hint && <p class="rd-hint">{item.hint}</p>}
      {draft?.detail && (
        <p class="err" role="alert">
          <Glyph name="crit" />
          {draft.detail}
        </p>
      )}
      {isOpen(item) || item.state === "rejected"
        ? <Open question={question} item={item} may={may} draft={draft} />
        : null}
      <Decided item={item} />
    </li>
  );
}

/** Functions, not components: keyed components leave their keys in the page. */
const smallLine = (line: string) => <p class="text-xs text-ink-2 break-words">{line}</p>;

function Decided({ item }: { item: Item }) {
  if (isOpen(item)) return null;
  const when = item.at ? `, ${momentParts(item.at).date}` : "";
  const verb = item.state === "confirmed"
    ? (item.decided ? "Confirmed as edited" : "Confirmed")
    : "Rejected";
  return (
    <p class="text-xs text-ink-3 mt-1">
      {verb} by {item.by?.name ?? "somebody who has left"}
      {when}
      {!item.present && "; the answer no longer says it"}
    </p>
  );
}

function Open({ question, item, may, draft }: ItemProps) {
  const { standing, missing } = item;
  const plain = isRead(item) && missing.length === 0;
  if (!may) return null;
  if (item.state === "rejected") {
    return plain && !standing
      ? (
        <form method="post" class="rd-acts">
          <Hidden question={question} item={item} draft={draft} />
          <button type="submit" class="btn sm" name="intent" value="confirm">
            Confirm after all<span class="vh">: {title(item)}</span>
          </button>
        </form>
      )
      : null;
  }
  return (
    <>
      {standing && (
        <p class="stale mt-2">
          <span>
            <b>Stands now: {standing.text}.</b> Confirming replaces it.
          </span>
        </p>
      )}
      <form method="post" class="rd-acts">
        <Hidden question={question} item={item} draft={draft} />
        {plain && standing?.regulated && (
          <div class="rd-reason">
            <Field
              name="reason"
              id={`${item.id}-reason`}
              label="Reason"
              value={draft?.reason ?? ""}
              errors={draft?.errors}
              hint="The milestone is confirmed already; the trail keeps why it changes"
            />
          </div>
        )}
        {plain && (
          <button type="submit" class="btn sm" name="intent" value="confirm">
            <Icon name="check" />
            {standing ? "Replace" : "Confirm"}
            <span class="vh">: {title(item)}</span>
          </button>
        )}
        <button type="submit" class="btn sm quiet" name="intent" value="reject">
          {isRead(item) ? "Reject" : "Leave as text"}
          <span class="vh">: {title(item)}</span>
        </button>
      </form>
      <Edit question={question} item={item} draft={draft} />
    </>
  );
}

const title = (item: Item) => item.value ? sayValue(item.kind, item.value).title : item.text;

function Hidden({ question, item, draft }: Omit<ItemProps, "may">) {
  const replaces = draft?.replaces ?? item.standing?.text;
  return (
    <>
      <input type="hidden" name="q" value={question} />
      <input type="hidden" name="item" value={item.id} />
      {replaces !== undefined && <input type="hidden" name="replaces" value={replaces} />}
    </>
  );
}

function Edit({ question, item, draft }: Omit<ItemProps, "may">) {
  const typed = draft?.typed ?? typedOf(item.kind, item.value);
  const open = draft?.typed !== undefined && draft?.typed !== null ||
    isRead(item) && item.missing.length > 0;
  const firstWrong = CONTROLS[item.kind].map(({ name }) => name)
    .find((name) => errorOf(draft?.errors, `edits/${name}`) !== undefined);
  const label = isRead(item)
    ? item.missing.length > 0 ? "Say what is missing" : "Edit"
    : "Enter by hand";
  return (
    <details class="more mt-2" open={open}>
      <summary>
        {label}
        <span class="vh">: {title(item)}</span>
      </summary>
      <form method="post" class="rd-edit" novalidate>
        <Hidden question={question} item={item} draft={draft} />
        {CONTROLS[item.kind].map((control) => (
          <Entry
            control={control}
            id={`${item.id}-${control.name}`}
            value={typed[control.name] ?? ""}
            errors={draft?.errors}
            first={firstWrong === control.name}
          />
        ))}
        {(item.standing?.regulated || errorOf(draft?.errors, "reason")) && (
          <Field
            name="reason"
            id={`${item.id}-edit-reason`}
            label="Reason"
            value={draft?.reason ?? ""}
            errors={draft?.errors}
          />
        )}
        <p>
          <button type="submit" class="btn sm" name="intent" value="edit">
            {isRead(item) ? "Confirm as edited" : "Confirm as entered"}
          </button>
        </p>
      </form>
    </details>
  );
}

interface EntryProps {
  control: Control;
  id: string;
  value: string;
  errors: FieldError[] | undefined;
  /** It is the first that is wrong: the focus goes there. */
  first: boolean;
}

function Entry({ control, id, value, errors, first }: EntryProps) {
  const { label, hint, type, options = [] } = control;
  const message = errorOf(errors, `edits/${control.name}`);
  const name = `edit.${control.name}`;
  const own = message ? [{ path: name, message }] : [];
  switch (type) {
    case "select":
      return <Select {...{ name, id, label, value, options, errors: own }} hint={hint ?? ""} />;
    case "area":
      return (
        <Area
          {...{ name, id, label, value, errors: own }}
          hint={hint ?? ""}
          rows={2}
          autofocus={first}
        />
      );
    case "check":
      return (
        <p class="flex items-center gap-2">
          <input type="checkbox" id={id} name={name} value="1" checked={value !== ""} />
          <label for={id}>{label}</label>
        </p>
      );
    default:
      return (
        <Field
          {...{ name, id, label, value, errors: own }}
          hint={hint ?? ""}
          inputmode={type === "number" ? "decimal" : "text"}
          autocomplete="off"
          autofocus={first}
        />
      );
  }
}
