import { page } from "fresh";
import { StudyRecord } from "@/components/study/record.tsx";
import { define, unwrap } from "@/lib/http/mod.ts";
import { readProjectPage } from "@/lib/projects/service.ts";
import { caller, projectId, query } from "../../(_frames)/call.ts";
import { Frame } from "../../(_frames)/frame.tsx";

export const handler = define.handlers({
  async GET(ctx) {
    const { proof, all } = query(ctx.url, "proof", "all");
    const study = unwrap(await readProjectPage(caller(ctx), { id: projectId(ctx) }));
    return page({ study, proof: proof || null, all: all === "1", asOf: new Date().toISOString() });
  },
});

export default define.page<typeof handler>(({ data, state, url }) => (
  <Frame
    state={state}
    url={url}
    section="protocol"
    label="Protocol"
    study={data.study.project}
    organization={data.study.organization}
  >
    <StudyRecord page={data.study} asOf={data.asOf} proof={data.proof} all={data.all} />
  </Frame>
));
