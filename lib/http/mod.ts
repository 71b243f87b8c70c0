/** The front of lib/http; features import from here. */
export { define, isApiPath } from "./state.ts";
export type { Ctx, Middleware, Session, SessionReader, State } from "./state.ts";
export {
  forbidden,
  invalidField,
  notFound,
  pointer,
  Problem,
  tooMany,
  toProblem,
  unauthorized,
  unavailable,
} from "./problem.ts";
export type { FieldError, ProblemOptions } from "./problem.ts";
export { contract, contracts } from "./contract.ts";
export type { Call, Contract, Run } from "./contract.ts";
export { api, endpoint } from "./endpoint.ts";
export type { Endpoint } from "./endpoint.ts";
export { accepted, created, failure, invalid, noContent, ok, success, unwrap } from "./reply.ts";
export type { Reply, Result } from "./reply.ts";
export { fieldErrors, parseFields } from "./intake.ts";
export { parseJson, readBytes, readForm, textFault } from "./body.ts";
export { middlewares, requireSession } from "./middlewares.ts";
export { GoTo } from "./boundary.ts";
export type { ErrorView, RenderError } from "./boundary.ts";
export { safeNext, seeOther } from "./redirects.ts";
