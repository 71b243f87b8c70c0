/** Before an earlier version becomes the newest. */
import { Area } from "../form.tsx";
import { Dialog } from "../people/dialog.tsx";

export function Restore({ version, close }: { version: number; close: string }) {
  return (
    <Dialog title={`Restore version ${version}`}>
      <p class="text-ink-2 mt-2">
        Its texts become a new version. Nothing is taken away: the versions after it stay.
      </p>
      <form method="post" class="mt-4 stack" action={close}>
        <input type="hidden" name="restore" value={version} />
        <Area name="reason" label="Why" rows={2} maxLength={2000} hint="May stay empty" autofocus />
        <p class="flex gap-2">
          <button type="submit" class="btn primary" name="intent" value="restore">Restore</button>
          <a class="btn" href={close} data-close>Cancel</a>
        </p>
      </form>
    </Dialog>
  );
}
