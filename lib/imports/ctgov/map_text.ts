/** Small steps that every part of the mapping shares. */
import { pointerStep } from "./hygiene.ts";

/** A text without outer space, or null where there is nothing in it. */
export function given(text: string | undefined): string | null {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
}

/** The texts that say something. */
export function givenList(texts: string[] | undefined): string[] {
  return (texts ?? []).flatMap((text) => given(text) ?? []);
}

/** The JSON pointer of something in the protocol section. */
export function at(...steps: (string | number)[]): string {
  return ["protocolSection", ...steps].map(pointerStep).join("");
}
