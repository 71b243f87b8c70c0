/** The bytes of a version, given out only while they are those that came. */
import { createHash } from "node:crypto";
import type { Config } from "@/lib/config/mod.ts";
import { Problem } from "@/lib/http/problem.ts";
import { failure, type Result, success } from "@/lib/http/reply.ts";
import type { Ctx } from "@/lib/rows/service.ts";
import { log } from "@/observability/logger.ts";
import * as queries from "./queries.ts";
import { storageOf } from "./storage/mod.ts";

/** Files up to this size are verified before their first byte is sent. */
const VERIFIED_FIRST = 8 * 1024 * 1024;

const NOT_FOUND = failure(404, "Not there, or not yours");

/** A name for Content-Disposition (RFC 6266): plain ASCII, and the whole of it (RFC 8187). */
export function disposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const whole = encodeURIComponent(name).replace(
    /['()*!]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

function damaged(entityId: string, hash: string): Problem {
  log.error("document.damaged", { entityId, hash });
  return new Problem(500, "The stored file is not the one that was uploaded: it is not given out");
}

/** Passes bytes on; the last of them only when all together have the hash. */
function verifying(sha256: string, fail: () => Problem) {
  const hash = createHash("sha256");
  let held: Uint8Array | null = null;
  return new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, out) {
      if (held) out.enqueue(held);
      hash.update(chunk);
      held = chunk;
    },
    flush(out) {
      if (hash.digest("hex") !== sha256) throw fail();
      if (held) out.enqueue(held);
    },
  });
}

/** The file of a version, as a download. */
export async function download(
  ctx: Ctx,
  config: Config,
  where: { projectId: string; documentId: string; id: string },
): Promise<Result<Response>> {
  const permission = {
    resource: "document_version",
    verb: "select" as const,
    projectId: where.projectId,
  };
  const found = await ctx.db.asUser(ctx.claims, (sql) => queries.contentOf(sql, where), {
    permission,
  });
  if (!found) return NOT_FOUND;
  const { org, sha256, bytes, mediaType, fileName, heldIn } = found;
  if (sha256 === null) {
    return failure(404, `There is no file of this version: it is held in ${heldIn}`);
  }
  const stored = await storageOf(config).open(org, sha256);
  if (!stored) throw damaged(where.id, sha256);
  let body: BodyInit = stored.pipeThrough(verifying(sha256, () => damaged(where.id, sha256)));
  if (bytes! <= VERIFIED_FIRST) body = await new Response(body).arrayBuffer();
  return success(
    new Response(body, {
      headers: {
        "content-type": mediaType!,
        "content-length": String(bytes),
        "content-disposition": disposition(fileName!),
        "x-content-type-options": "nosniff",
        "content-security-policy": "sandbox; default-src 'none'",
        "cache-control": "private, no-store",
        digest: `sha-256=${Uint8Array.fromHex(sha256).toBase64()}`,
      },
    }),
  );
}
