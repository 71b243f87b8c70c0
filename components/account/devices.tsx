/** Where a person is signed in, this browser first; one can be ended, or all others, or all. */
import type { Device } from "@/lib/identity/model.ts";
import { deviceWords } from "@/lib/identity/words.ts";
import { type FieldError, Problems } from "../form.tsx";
import { formatMoment, plural } from "../format.ts";
import { Widget } from "../widget.tsx";

export function Devices({ devices, errors }: { devices: Device[]; errors: FieldError[] }) {
  return (
    <Widget
      id="w-devices"
      title="Devices"
      note={plural(devices.length, "session")}
      span={12}
      tools={
        <form method="post" class="flex gap-2 flex-wrap">
          {devices.length > 1 && (
            <button type="submit" class="btn sm" name="intent" value="others">
              Sign out everywhere else
            </button>
          )}
          <button type="submit" class="btn sm" name="intent" value="everywhere">
            Sign out everywhere
          </button>
        </form>
      }
    >
      {errors.length > 0 && (
        <div class="mb-4">
          <Problems title="That did not work" errors={errors} />
        </div>
      )}
      <table class="tbl cards">
        <caption class="vh">Where you are signed in</caption>
        <thead>
          <tr>
            <th scope="col">Browser and system</th>
            <th scope="col">Address</th>
            <th scope="col">Since</th>
            <th scope="col">Last used</th>
            <th scope="col">
              <span class="vh">End</span>
            </th>
          </tr>
        </thead>
        <tbody>{devices.map(row)}</tbody>
      </table>
    </Widget>
  );
}

/** A function, not a component: keyed components leave their keys in the page. */
function row(device: Device) {
  const name = deviceWords(device.userAgent);
  return (
    <tr>
      <th scope="row" class="full">
        {name}
        {device.current && <small class="text-ink-2">&nbsp;· this one</small>}
        {device.aal === "aal2" && <small class="text-ink-3">&nbsp;· with second factor</small>}
      </th>
      <td class="full">{device.address ?? <span class="text-ink-3">not known</span>}</td>
      <td class="hide">{formatMoment(device.since)}</td>
      <td>{formatMoment(device.lastUsed)}</td>
      <td class="r">
        {!device.current && (
          <form method="post">
            <input type="hidden" name="intent" value="end" />
            <button
              type="submit"
              class="btn sm"
              name="session"
              value={device.id}
              aria-label={`End ${name}, last used ${formatMoment(device.lastUsed)}`}
            >
              End
            </button>
          </form>
        )}
      </td>
    </tr>
  );
}
