/** Colour and logo: what the pages of the organisation's people wear. */
import { verdictOf } from "@/lib/brand/model.ts";
import { Field, Problems } from "../form.tsx";
import { Widget } from "../widget.tsx";
import type { OrganizationView } from "./view.tsx";

/** The product's own plum, where no colour is set. */
const OWN = "#7a2d68";

export function Looks({ view }: { view: OrganizationView }) {
  return (
    <>
      <Colour view={view} />
      <Logo view={view} />
    </>
  );
}

function Colour({ view }: { view: OrganizationView }) {
  const { colour, page: { organization } } = view;
  const errors = view.refused === "looks" ? view.errors : [];
  return (
    <Widget id="looks" title="Colour">
      <form method="post" class="stack" id="brand-form" novalidate>
        {errors.length > 0 && <Problems errors={errors} fields={{ brandColour: "Colour" }} />}
        <input type="hidden" name="intent" value="looks" />
        <input type="hidden" name="version" value={organization.version} />
        <Field
          name="brandColour"
          label="Colour"
          value={colour}
          errors={errors}
          placeholder={OWN}
          hint="Such as #0b6e4f; empty for the product's own"
          spellcheck={false}
          autocomplete="off"
        />
        <Preview colour={organization.brandColour ?? OWN} />
        <p>
          <button type="submit" class="btn primary">Save the colour</button>
        </p>
      </form>
    </Widget>
  );
}

/** The saved colour on both grounds; a script repaints it while another one is typed. */
function Preview({ colour }: { colour: string }) {
  return (
    <div data-brand-preview>
      <div class="swatches">
        {(["light", "dark"] as const).map((theme) => (
          <div class="swatch" data-theme={theme}>
            <span class="btn primary sm">Act</span>
            <span class="link">A link</span>
            <span class="chip" aria-current="true">Selected</span>
          </div>
        ))}
      </div>
      <p class="mt-2" data-brand-verdict role="status">{verdictOf(colour)}</p>
    </div>
  );
}

function Logo({ view }: { view: OrganizationView }) {
  const { organization } = view.page;
  const errors = view.refused === "logo" ? view.errors : [];
  return (
    <Widget id="logo-w" title="Logo">
      <form method="post" class="stack" encType="multipart/form-data" novalidate>
        {errors.length > 0 && <Problems errors={errors} fields={{ logo: "Logo" }} />}
        <input type="hidden" name="version" value={organization.version} />
        {organization.logo && (
          <p class="logo-now">
            <img
              src={`/api/organizations/${organization.id}/logo?v=${organization.version}`}
              alt={`Logo of ${organization.name}`}
              data-fresh-disable-lock
            />
          </p>
        )}
        <Field
          name="logo"
          label={organization.logo ? "Another image" : "Image"}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          errors={errors}
          hint="PNG, JPEG or WebP, at most 256 KiB"
        />
        <p class="flex gap-2">
          <button type="submit" class="btn primary" name="intent" value="logo">
            Save the logo
          </button>
          {organization.logo && (
            <button type="submit" class="btn" name="intent" value="no-logo">Remove it</button>
          )}
        </p>
      </form>
    </Widget>
  );
}
