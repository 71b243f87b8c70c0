/** The points of a drawn widget as a table, in its proof: the page itself stays light. */
import type { Widget } from "@/lib/dashboard/model.ts";
import { formatDate, formatNumber } from "../format.ts";
import { InTable } from "./charts.tsx";

export function Points({ widget: { data, title } }: { widget: Widget }) {
  if (data?.type !== "burnup" || data.points.length === 0) return null;
  const rows = data.points.toReversed().map((
    { on, n, sites },
  ) => [formatDate(on), formatNumber(n), formatNumber(sites)]);
  return <InTable title={title} head={["By", "Enrolled", "Sites"]} rows={rows} />;
}
