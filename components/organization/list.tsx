/** The organisations of somebody who belongs to several, or to none. */
import { ORG_ROLE_WORDS } from "@/lib/members/words.ts";
import type { OrganizationEntry } from "@/lib/organizations/model.ts";
import { formatNumber } from "../format.ts";
import { PageHead } from "../shell.tsx";
import { Empty, Widget } from "../widget.tsx";

export function Organizations({ organizations }: { organizations: OrganizationEntry[] }) {
  return (
    <>
      <PageHead title="Organisations" />
      <div class="grid-12">
        <Widget id="organizations" title="You belong to" span={12}>
          {organizations.length === 0
            ? (
              <Empty title="No organisation">
                <p class="text-ink-2">
                  You belong to none. Who has an invitation opens it from its letter, or{" "}
                  <a class="link" href="/invitation">types its code</a>.
                </p>
              </Empty>
            )
            : (
              <table class="tbl cards">
                <caption class="vh">Your organisations</caption>
                <thead>
                  <tr>
                    <th scope="col">Organisation</th>
                    <th scope="col">Your role</th>
                    <th scope="col" class="r">Members</th>
                  </tr>
                </thead>
                <tbody>
                  {organizations.map((one) => (
                    <tr>
                      <th scope="row" class="full">
                        <a href={`/organizations/${one.id}`}>{one.name}</a>
                      </th>
                      <td>{ORG_ROLE_WORDS[one.role]}</td>
                      <td class="r">{formatNumber(one.members)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
        </Widget>
      </div>
    </>
  );
}
