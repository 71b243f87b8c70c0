/** The fields of a sign-in, as a password manager knows them. */
import { Field, type FieldError, Problems } from "../form.tsx";

interface SecretProps {
  errors: FieldError[];
  /** "password" unless the form has two of them. */
  name?: string;
  label?: string;
  /** Given when the page holds the name twice. */
  id?: string;
}

export function EmailField({ value, errors }: { value?: string; errors: FieldError[] }) {
  return (
    <Field
      name="email"
      label="E-mail"
      type="email"
      autocomplete="username"
      value={value}
      errors={errors}
      required
    />
  );
}

/** The password that the account has. */
export function PasswordField(
  { errors, name = "password", label = "Password", id = name }: SecretProps,
) {
  return (
    <Field
      id={id}
      name={name}
      label={label}
      type="password"
      autocomplete="current-password"
      errors={errors}
      required
    />
  );
}

interface NewPasswordProps extends SecretProps {
  /** Said after what a password must be. */
  also?: string;
}

/** A password that the account gets. */
export function NewPasswordField(
  { errors, label = "Password", id = "password", also }: NewPasswordProps,
) {
  return (
    <Field
      id={id}
      name="password"
      label={label}
      type="password"
      autocomplete="new-password"
      errors={errors}
      hint={`8 characters or more; a phrase is good${also ? `. ${also}` : ""}`}
      required
    />
  );
}

/** Asked for once the password was right and the account has a second factor. */
export function SignInCodeField({ errors }: { errors: FieldError[] }) {
  return (
    <Field
      name="code"
      label="Code from your authenticator"
      inputMode="numeric"
      autocomplete="one-time-code"
      errors={errors}
    />
  );
}

/** What concerns a form as a whole is its own title. */
export const problemTitle = (errors: FieldError[]): string | undefined =>
  errors.every((error) => error.path === "") ? "That did not work" : undefined;

interface WrongProps {
  errors: FieldError[];
  fields: Record<string, string>;
}

/** What went wrong, over the fields of a form. */
export function Wrong({ errors, fields }: WrongProps) {
  if (errors.length === 0) return null;
  return (
    <div class="mb-4">
      <Problems title={problemTitle(errors)} errors={errors} fields={fields} />
    </div>
  );
}
