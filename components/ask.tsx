/** "Ask about this": the way to the assistant beside a row, a figure, an action or a diagram. */
import { askHref } from "@/lib/chat/ask_link.ts";
import { Icon } from "./icons.tsx";

export interface AskProps {
  projectId: string;
  /** As `aboutIn` knows them: "site", "figure", "action" … */
  kind: string;
  id: string;
  /** What it is about, as a person calls it: "Site 012". */
  of: string;
  /** Beside other buttons, other links of a row, or small words. */
  look?: "button" | "small" | "link" | "line";
}

const LOOKS = { button: "btn", small: "btn sm", link: "link", line: "link text-xs" };

/** Everybody who reads a study may ask about it: the rights of chats are those of reading it. */
export function Ask({ projectId, kind, id, of, look = "button" }: AskProps) {
  return (
    <a class={LOOKS[look]} href={askHref(projectId, kind, id)}>
      {LOOKS[look].startsWith("btn") && <Icon name="assistant" />}
      Ask<span class="vh">{` about ${of}`}</span>
    </a>
  );
}
