/** What only those who work with the plan need: loaded when somebody first points at it or enters it. */
import { boarding } from "./board.ts";
import { dragging } from "./drag.ts";
import { proving } from "./proofs.ts";

/** Until the returned function is called. */
export function editing(project: string): () => void {
  const ends = [dragging(project), boarding(), proving()];
  return () => ends.forEach((end) => end());
}
