/** What each role may do, as the database decides by: role_permissions, in words. */
import type { Rights } from "@/lib/members/model.ts";
import { byResource, resourceWords, verbWords } from "@/lib/members/words.ts";

interface RightsProps {
  rights: Rights;
  /** Roles in their order, with their words. */
  roles: [key: string, words: string][];
  caption: string;
}

export function RightsTable({ rights, roles, caption }: RightsProps) {
  const resources = [...new Set(Object.values(rights).flatMap((can) => Object.keys(can)))]
    .sort(byResource);
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class="tbl rights">
        <caption class="vh">{caption}</caption>
        <thead>
          <tr>
            <th scope="col">What</th>
            {roles.map(([, words]) => head(words))}
          </tr>
        </thead>
        <tbody>
          {resources.map((resource) => (
            <tr>
              <th scope="row">{resourceWords(resource)}</th>
              {roles.map(([role]) => (
                <td>
                  {verbWords(rights[role]?.[resource]) ?? (
                    <span class="text-ink-3">
                      <span aria-hidden="true">–</span>
                      <span class="vh">nothing</span>
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const head = (words: string) => <th scope="col">{words}</th>;
