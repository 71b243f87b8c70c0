/** Who works at the site, what was delegated to them, how their trainings stand, whether they may act. */
import {
  isCurrent,
  isDelegated,
  mayAct,
  type Member,
  onStaff,
  type SiteRights,
  STAFF_ROLE_WORDS,
  type Training,
  trainingIn,
} from "@/lib/sites/model.ts";
import { Ask } from "../ask.tsx";
import { formatDate, plural } from "../format.ts";
import { Icon } from "../icons.tsx";
import { Status } from "../marks.tsx";
import { Empty, Widget } from "../widget.tsx";
import { daysBetween } from "./words.ts";

const STANDS = { yes: "ok", no: "crit", unknown: "unk" } as const;
const WORDS = { yes: "Yes", no: "No", unknown: "Unknown" } as const;
/** Days before its end from which a training is marked. */
const SOON = 60;

interface StaffProps {
  projectId: string;
  staff: Member[];
  may: SiteRights;
  asOf: string;
}

export function Staff({ projectId, staff, may, asOf }: StaffProps) {
  const day = asOf.slice(0, 10);
  const acts = may.addStaff && (
    <>
      {staff.length > 0 && (
        <>
          <a class="btn sm" href="?do=delegation">Delegation</a>
          <a class="btn sm" href="?do=training">Training</a>
        </>
      )}
      <a class="btn sm" href="?do=person">
        <Icon name="plus" />Person
      </a>
    </>
  );
  return (
    <Widget
      id="staff"
      title="Staff, delegation and training"
      tools={acts}
      foot={{
        formula: "may act: on the staff, delegated, GCP and protocol training current",
        asOf,
        source: staff.length === 1 ? "1 person" : `${staff.length} people`,
      }}
    >
      {staff.length === 0
        ? (
          <Empty title="Nobody yet">
            <p class="text-ink-2">
              The gate asks for a principal investigator with current training and a delegation.
            </p>
          </Empty>
        )
        : (
          <table class="tbl cards staff">
            <caption class="vh">Staff of the site</caption>
            <thead>
              <tr>
                <th scope="col">Person</th>
                <th scope="col">Role</th>
                <th scope="col">Delegated</th>
                <th scope="col">Trainings</th>
                <th scope="col">May act</th>
              </tr>
            </thead>
            <tbody>
              {staff.map((member) => (
                <PersonRow key={member.id} {...{ projectId, member, may, day }} />
              ))}
            </tbody>
          </table>
        )}
    </Widget>
  );
}

interface PersonProps extends Pick<StaffProps, "projectId" | "may"> {
  member: Member;
  day: string;
}

function PersonRow({ projectId, member, may, day }: PersonProps) {
  const { may: verdict, reason } = mayAct(member, day);
  const others = member.trainings.filter((one) =>
    !["gcp", "protocol"].includes(one.topic.trim().toLowerCase())
  );
  const name = member.name;
  return (
    <tr>
      <th scope="row">
        {may.editStaff ? <a href={`?do=member&who=${member.id}`}>{name}</a> : name}
        {member.endedOn && <span class="src">left {formatDate(member.endedOn)}</span>}
        {member.startedOn && !onStaff(member, day) && !member.endedOn && (
          <span class="src">from {formatDate(member.startedOn)}</span>
        )}
      </th>
      <td class="text-ink-2">{STAFF_ROLE_WORDS[member.role]}</td>
      <td class="wrap text-ink-2 full">
        <Duties member={member} may={may} day={day} />
      </td>
      <td class="full">
        {["gcp", "protocol"].map((topic) => (
          <TrainingLine
            key={topic}
            topic={topic === "gcp" ? "GCP" : "Protocol"}
            training={trainingIn(member, topic, day)}
            may={may}
            day={day}
          />
        ))}
        {others.map((one) => (
          <TrainingLine key={one.id} topic={one.topic} training={one} may={may} day={day} />
        ))}
      </td>
      <td class="full">
        <Status state={STANDS[verdict]} word={WORDS[verdict]} reason={reason} />{" "}
        <Ask projectId={projectId} kind="staff" id={member.id} of={name} look="line" />
      </td>
    </tr>
  );
}

function Duties({ member, may, day }: { member: Member; may: SiteRights; day: string }) {
  if (member.delegations.length === 0) {
    return may.addStaff
      ? <a class="link" href={`?do=delegation&who=${member.id}`}>Delegate</a>
      : <span class="text-ink-3">nothing</span>;
  }
  return (
    <>
      {member.delegations.map((one) => (
        <span class="block">
          {may.editStaff && isDelegated(one, day)
            ? (
              <a href={`?do=undelegate&which=${one.id}`}>
                <span class="vh">End the delegation:</span> {one.duty}
              </a>
            )
            : one.duty}
          <span class="src">
            {one.endedOn
              ? `${formatDate(one.delegatedOn)} to ${formatDate(one.endedOn)}`
              : `since ${formatDate(one.delegatedOn)}`}
          </span>
        </span>
      ))}
    </>
  );
}

interface TrainingLineProps {
  topic: string;
  training: Training | null;
  may: SiteRights;
  day: string;
}

function TrainingLine({ topic, training, may, day }: TrainingLineProps) {
  return (
    <span class="tr-line">
      {training && may.editStaff
        ? (
          <a href={`?do=trained&which=${training.id}`}>
            <span class="vh">Correct the training:</span> {topic}
          </a>
        )
        : <span class="text-ink-3">{topic}</span>}
      <TrainingDay training={training} day={day} />
    </span>
  );
}

/** "until 14 Jan 2028", marked when it has ended or ends soon. */
function TrainingDay({ training, day }: { training: Training | null; day: string }) {
  if (!training) return <span class="text-ink-3">not on record</span>;
  const { completedOn, expiresOn } = training;
  if (!isCurrent(training, day)) {
    return <Status state="crit" word="Ended" reason={formatDate(expiresOn ?? completedOn)} />;
  }
  const left = expiresOn ? daysBetween(day, expiresOn) : null;
  if (left !== null && left <= SOON) {
    return (
      <Status
        state="risk"
        word={`Ends in ${plural(left, "day")}`}
        reason={formatDate(expiresOn!)}
      />
    );
  }
  return (
    <span class="text-ink-2">
      {expiresOn ? `until ${formatDate(expiresOn)}` : formatDate(completedOn)}
    </span>
  );
}
