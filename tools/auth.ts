/**
 * `deno task auth --port P [--jwks FILE]` serves the embedded Auth alone, on a database in memory:
 * for trying clients and protocol tests against it. Addresses count as confirmed, anonymous people
 * and second factors are on, nothing is limited, and everything is gone at the end.
 *
 * @module
 */
import { parseArgs } from "node:util";
import {
  type AuthKeys,
  createAuth,
  createKeys,
  keysFromJwks,
} from "@/supabase/embedded/auth/mod.ts";
import { openMemoryDatabase } from "@/supabase/embedded/auth/memory.ts";

const USAGE = `Usage: deno task auth [--port P] [--host H] [--jwks FILE] [--jwt-secret TEXT]

  --port P           port to listen on (54321; 0 takes a free one)
  --host H           address to listen on (127.0.0.1)
  --jwks FILE        sign with the private keys in FILE (a JWKS or an array of JWKs); where it
                     holds none, or is not there, write the public keys to it
  --jwt-secret TEXT  also accept HS256 tokens signed with TEXT`;

interface Arguments {
  port: number;
  host: string;
  jwks: string | null;
  jwtSecret: string | null;
}

/** Protocol tests ask to be led to other ports of this machine. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** The private keys in a file; null where it has none or is not there. @throws AuthKeysError */
async function readKeys(file: string): Promise<AuthKeys | null> {
  try {
    return await keysFromJwks(await Deno.readTextFile(file), file);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

/** @throws Error that says which argument is wrong */
function readArguments(args: string[]): Arguments | null {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "54321" },
      host: { type: "string", default: "127.0.0.1" },
      jwks: { type: "string" },
      "jwt-secret": { type: "string" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) return null;
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535) {
    throw new Error(`Cannot use port "${values.port}": must be 0-65535`);
  }
  return {
    port,
    host: values.host,
    jwks: values.jwks ?? null,
    jwtSecret: values["jwt-secret"] ?? null,
  };
}

async function serve({ port, host, jwks, jwtSecret }: Arguments): Promise<void> {
  const given = jwks === null ? null : await readKeys(jwks);
  const database = await openMemoryDatabase();
  const keys = given ?? await createKeys();
  const server = Deno.serve({
    port,
    hostname: host,
    onListen: () => {},
    handler: (request) => auth.fetch(request),
  });
  const origin = `http://${host}:${server.addr.port}`;
  const auth = createAuth({
    transaction: database.transaction,
    keys: jwtSecret === null ? keys : { ...keys, jwtSecret },
    issuer: `${origin}/auth/v1`,
    settings: {
      autoconfirm: true,
      anonymous: true,
      totp: true,
      siteUrl: origin,
      redirectHosts: LOOPBACK,
    },
  });
  if (jwks !== null && given === null) {
    await Deno.writeTextFile(jwks, JSON.stringify(auth.jwks(), null, 2) + "\n");
  }
  console.log(`Auth             ${origin}/auth/v1
URL              ${origin}
Publishable key  ${keys.publishableKey}
Secret key       ${keys.secretKey}`);
  const stop = () => void server.shutdown();
  Deno.addSignalListener("SIGINT", stop);
  Deno.addSignalListener("SIGTERM", stop);
  await server.finished;
  auth.close();
  await database.close();
  Deno.exit(0);
}

async function main(): Promise<void> {
  try {
    const args = readArguments(Deno.args);
    if (args === null) return console.log(USAGE);
    await serve(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error(`\n${USAGE}`);
    Deno.exit(1);
  }
}

if (import.meta.main) await main();
