/** Switching the second factor on and off, and the codes for when it is lost. */
import type { AccountFacts, Enrolment } from "@/lib/identity/model.ts";
import { Field, type FieldError } from "../form.tsx";
import { formatMoment, plural } from "../format.ts";
import { Status } from "../marks.tsx";
import { PageHead } from "../shell.tsx";
import { Widget } from "../widget.tsx";
import { PasswordField, Wrong } from "./fields.tsx";

export interface FactorView {
  facts: AccountFacts;
  /** Begun: the drawing is shown and a first code asked for. */
  enrolment: Enrolment | null;
  /** Shown this once. */
  codes: string[] | null;
  errors: FieldError[];
}

export function SecondFactorPage(view: FactorView) {
  const { facts, enrolment, codes, errors } = view;
  return (
    <>
      <PageHead
        title="Second factor"
        sub="A code from an authenticator app beside the password"
      />
      <div class="grid-12">
        {codes
          ? <Codes codes={codes} />
          : enrolment
          ? <Enrol enrolment={enrolment} errors={errors} />
          : facts.secondFactorSince
          ? <On facts={facts} errors={errors} />
          : <Off facts={facts} errors={errors} />}
      </div>
    </>
  );
}

function Off({ facts, errors }: { facts: AccountFacts; errors: FieldError[] }) {
  return (
    <Widget id="begin" title="Off" span={7}>
      <p class="text-ink-2 mb-3">
        You need an authenticator app on your phone or in your password manager. It shows a new code
        every half minute, and from then on a sign-in asks for it.
      </p>
      <form method="post" class="max-w-120" novalidate>
        <Wrong errors={errors} fields={{ password: "Password" }} />
        <input type="hidden" name="intent" value="begin" />
        {facts.hasPassword && <PasswordField errors={errors} />}
        <p class="mt-4 flex gap-2">
          <button type="submit" class="btn primary">Set it up</button>
          <a class="btn quiet" href="/account">Not now</a>
        </p>
      </form>
    </Widget>
  );
}

function Enrol({ enrolment, errors }: { enrolment: Enrolment; errors: FieldError[] }) {
  const { factorId, secret, uri, qr } = enrolment;
  return (
    <Widget id="enrol" title="Scan, then type the code" span={7}>
      <div class="factor-set">
        {qr && (
          <svg
            class="qr"
            viewBox={`0 0 ${qr.size} ${qr.size}`}
            role="img"
            aria-label="QR code for your authenticator app; the same secret stands beside it as text"
          >
            <rect width={qr.size} height={qr.size} />
            <path d={qr.path} />
          </svg>
        )}
        <div>
          <p>
            {qr ? "Scan this with your authenticator app, or type" : "Type"} the secret there:
          </p>
          <p class="mt-2">
            <code class="secret">{secret.match(/.{1,4}/g)?.join(" ")}</code>
          </p>
          <p class="mt-2">
            <a class="link" href={uri}>Open it in an app on this device</a>
          </p>
          <form method="post" class="mt-4" novalidate>
            <Wrong errors={errors} fields={{ code: "Code" }} />
            <input type="hidden" name="intent" value="verify" />
            <input type="hidden" name="factorId" value={factorId} />
            <input type="hidden" name="secret" value={secret} />
            <input type="hidden" name="uri" value={uri} />
            <Field
              name="code"
              label="Code that the app shows"
              inputMode="numeric"
              autocomplete="one-time-code"
              errors={errors}
              required
            />
            <p class="mt-4 flex gap-2">
              <button type="submit" class="btn primary">Switch it on</button>
              <a class="btn quiet" href="/account">Not now</a>
            </p>
          </form>
        </div>
      </div>
    </Widget>
  );
}

function Codes({ codes }: { codes: string[] }) {
  return (
    <Widget id="codes" title="Your recovery codes" span={7}>
      <p class="mb-3">
        <Status state="ok" word="The second factor is on" reason="a sign-in asks for its code" />
      </p>
      <p>
        Should you lose the device, one of these codes switches the second factor off, once. They
        are shown now and never again: print them, or keep them where your passwords are. Codes that
        you had before count no more.
      </p>
      <ul class="codes mt-3">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <p class="mt-4">
        <a class="btn primary" href="/account">I have kept them</a>
      </p>
    </Widget>
  );
}

function On({ facts, errors }: { facts: AccountFacts; errors: FieldError[] }) {
  return (
    <>
      <Widget id="on" title="On" span={7}>
        <Wrong errors={errors} fields={{}} />
        <p>
          <Status
            state="ok"
            word="On"
            reason={`since ${formatMoment(facts.secondFactorSince ?? "")}`}
          />
        </p>
        <p class="mt-3">
          {plural(facts.codesLeft, "recovery code")} left. New ones take the place of the old.
        </p>
        <form method="post" class="mt-3">
          <input type="hidden" name="intent" value="codes" />
          <button type="submit" class="btn">Make new recovery codes</button>
        </form>
      </Widget>
      <Widget id="off" title="Switch it off" span={5}>
        <p class="text-ink-2">
          The password alone opens the account then, and the recovery codes end with it.
        </p>
        <form method="post" class="mt-3">
          <input type="hidden" name="intent" value="remove" />
          <button type="submit" class="btn danger">Switch the second factor off</button>
        </form>
      </Widget>
    </>
  );
}
