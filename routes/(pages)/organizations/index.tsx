import { page } from "fresh";
import { Organizations } from "@/components/organization/list.tsx";
import { define, seeOther } from "@/lib/http/mod.ts";
import { listOrganizations } from "@/lib/organizations/service.ts";
import { caller } from "../(_frames)/call.ts";
import { Frame } from "../(_frames)/frame.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const organizations = await listOrganizations(caller(ctx));
    const [only, another] = organizations;
    if (only && !another) return seeOther(`/organizations/${only.id}`);
    return page({ organizations });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame state={state} url={url} section="organization" label="Organisations">
    <Organizations organizations={data.organizations} />
  </Frame>
));
