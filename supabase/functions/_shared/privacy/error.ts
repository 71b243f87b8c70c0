export type GateReason = "too long" | "too deep" | "out of time" | "not text" | "failed";

/** The gate could not do its work: send nothing. Has no cause, since causes quote their input. */
export class GateError extends Error {
  override readonly name = "GateError";
  constructor(readonly reason: GateReason) {
    super(`The privacy gate refused: ${reason}`);
  }
}
