/** People of a place, with what the reader may change about each. */
import type { ComponentChildren } from "preact";
import { formatDate } from "../format.ts";
import { By } from "../marks.tsx";

interface Person {
  id: string;
  name: string;
  email: string | null;
  joinedAt: string;
}

interface PeopleTableProps<P extends Person> {
  caption: string;
  members: P[];
  /** The reader. */
  me: string;
  /** Columns between the name and the day that somebody came. */
  columns: { title: string; of: (member: P) => ComponentChildren }[];
  /** What may be done to somebody; null: nothing is done to anybody. */
  acts: ((member: P) => ("role" | "remove")[]) | null;
}

const LABELS = { role: "Role", remove: "Remove" };

export function PeopleTable<P extends Person>(props: PeopleTableProps<P>) {
  const { caption, members, me, columns, acts } = props;
  return (
    <table class="tbl cards">
      <caption class="vh">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          {columns.map(({ title }) => <th key={title} scope="col">{title}</th>)}
          <th scope="col" class="opt">Since</th>
          {acts && <th scope="col" class="r">Change</th>}
        </tr>
      </thead>
      <tbody>
        {members.map((member) => (
          <tr>
            <th scope="row" class="full">
              <By hand="human" name={member.name} />
              {member.id === me && " (you)"}
              <span class="src">{member.email}</span>
            </th>
            {columns.map(({ title, of }) => <td key={title} class="full">{of(member)}</td>)}
            <td class="hide opt whitespace-nowrap">{formatDate(member.joinedAt.slice(0, 10))}</td>
            {acts && <td class="r full">{links(member, acts(member))}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function links({ id, name }: Person, acts: ("role" | "remove")[]) {
  return acts.length > 0 && (
    <span class="inline-flex gap-2">
      {acts.map((kind) => (
        <a class="btn sm" href={`?${kind}=${id}`}>
          {LABELS[kind]}
          <span class="vh">{` of ${name}`}</span>
        </a>
      ))}
    </span>
  );
}
