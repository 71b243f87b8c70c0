import { fromEnvironment } from "../_shared/environment.ts";

export default { fetch: fromEnvironment("analyze") };
