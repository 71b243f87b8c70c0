/** For the home of a study: how far the intake is, while it is begun and not finished. */
import type { IntakeProgress } from "@/lib/projects/portfolio_model.ts";
import { formatNumber } from "../format.ts";

export function IntakeLine(props: IntakeProgress & { href: string }) {
  const { href, answered, total, toConfirm, unread } = props;
  if (answered >= total && toConfirm + unread === 0) return null;
  const rest = [
    toConfirm > 0 && `, ${formatNumber(toConfirm)} to confirm`,
    unread > 0 && `, ${formatNumber(unread)} not understood`,
  ];
  return (
    <p class="text-xs text-ink-2 mb-4">
      Intake: {answered} of {total} answered{rest.filter(Boolean).join("")}.{" "}
      <a class="link" href={href} aria-current="false">Go on with it</a>
    </p>
  );
}
