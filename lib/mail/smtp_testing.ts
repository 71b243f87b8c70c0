/** A mail server for tests: speaks SMTP on a port of its own and does as it is told. */

/** How the server behaves; `delays` names what it never answers. */
export interface Manners {
  /** Reply to `RCPT TO`, or to the end of `DATA`, instead of 250; called with the receiver. */
  rcpt?: (to: string) => string | undefined;
  data?: (to: string) => string | undefined;
  /** Says nothing at all after a connection. */
  silent?: boolean;
  /** Closes each connection at this command. */
  closeAt?: "connect" | "DATA";
}

export interface Received {
  to: string;
  from: string;
  /** The message as it came over the wire. */
  message: string;
}

export interface TestServer {
  url: string;
  received: Received[];
  /** Commands of all connections, in order. */
  commands: string[];
  manners: Manners;
  /** Resolves once `count` messages were taken. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export function smtpServer(manners: Manners = {}): TestServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const open = new Set<Deno.Conn>();
  const served: Promise<void>[] = [];
  const waiters: { count: number; resolve: () => void }[] = [];
  const server: TestServer = {
    url: `smtp://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    received: [],
    commands: [],
    manners,
    until: (count) =>
      new Promise((resolve) => {
        waiters.push({ count, resolve });
        tell();
      }),
    async close() {
      listener.close();
      for (const conn of open) shut(conn);
      await Promise.allSettled(served);
    },
  };
  const tell = () => {
    for (const { count, resolve } of waiters) if (server.received.length >= count) resolve();
  };
  const accept = async () => {
    for await (const conn of listener) {
      open.add(conn);
      served.push(
        talk(conn, server, tell).catch(() => {}).finally(() => {
          open.delete(conn);
          shut(conn);
        }),
      );
    }
  };
  served.push(accept().catch(() => {}));
  return server;
}

/** Reading to the end closes a connection by itself. */
function shut(conn: Deno.Conn) {
  try {
    conn.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}

async function talk(conn: Deno.Conn, server: TestServer, tell: () => void): Promise<void> {
  const { manners } = server;
  if (manners.closeAt === "connect") return;
  const say = async (line: string) => {
    if (!manners.silent) await conn.write(new TextEncoder().encode(`${line}\r\n`));
  };
  await say("220 test ESMTP");
  let [from, to, message] = ["", "", null as string | null];
  for await (const line of lines(conn)) {
    if (message !== null) {
      if (line !== ".") {
        message += `${line.replace(/^\.\./, ".")}\r\n`;
        continue;
      }
      const reply = manners.data?.(to);
      if (!reply) server.received.push({ from, to, message });
      message = null;
      await say(reply ?? "250 taken");
      if (!reply) tell();
      continue;
    }
    const command = line.split(/[ :]/)[0]!.toUpperCase();
    server.commands.push(command);
    if (manners.closeAt === command) return;
    if (command === "MAIL") from = /<(.*?)>/.exec(line)?.[1] ?? "";
    if (command === "RCPT") to = /<(.*?)>/.exec(line)?.[1] ?? "";
    if (command === "DATA") message = "";
    await say(replyTo(command, manners, to));
    if (command === "QUIT") return;
  }
}

function replyTo(command: string, manners: Manners, to: string): string {
  if (command === "EHLO") return "250 test";
  if (command === "RCPT") return manners.rcpt?.(to) ?? "250 ok";
  if (command === "DATA") return "354 go on";
  return command === "QUIT" ? "221 bye" : "250 ok";
}

async function* lines(conn: Deno.Conn): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  for await (const chunk of conn.readable) {
    rest += decoder.decode(chunk, { stream: true });
    const whole = rest.split("\r\n");
    rest = whole.pop() ?? "";
    yield* whole;
  }
}
