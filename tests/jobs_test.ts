// The queue in the whole app: a process of its own on an embedded database, and a server that speaks
// as the model does. Written, cancelled, and gone on with after the process has died.
import assert from "node:assert/strict";
import { startGemini } from "./gemini/server.ts";
import { type AppProcess, startApp } from "./process.ts";

const EMAIL = "ada@example.org";
const PASSWORD = "correct horse battery 9";

interface Job {
  id: string;
  state: string;
  done: number;
  total: number;
  message: string | null;
  versionId: string | null;
}

async function json(app: AppProcess, token: string, method: string, path: string, body?: unknown) {
  const response = await fetch(app.origin + path, {
    method,
    headers: {
      "content-type": "application/json",
      origin: app.origin,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

async function signIn(app: AppProcess): Promise<string> {
  const { body } = await json(app, "", "POST", "/api/auth/login", {
    email: EMAIL,
    password: PASSWORD,
  });
  return body.accessToken;
}

async function until<T>(look: () => Promise<T | null>): Promise<T> {
  for (let i = 0; i < 300; i++) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("It never came to be");
}

Deno.test("documents are written, cancelled, and gone on with after the process stopped", async () => {
  const gemini = startGemini();
  const env = { GEMINI_BASE_URL: gemini.url, GOOGLE_GENERATIVE_AI_API_KEY: "key-of-tests" };
  let app = await startApp(env);
  try {
    const made = await json(app, "", "POST", "/api/auth/signup", {
      ...{ email: EMAIL, password: PASSWORD },
      ...{ name: "Ada Rennick", organization: "Northfold" },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    let token = await signIn(app);
    const study = await json(app, token, "POST", "/api/projects", { name: "Trial" });
    const jobs = `/api/projects/${study.body.project.id}/generation-jobs`;
    const ask = async (more = {}) => {
      const asked = await json(app, token, "POST", jobs, { tabType: "general", ...more });
      assert.equal(asked.status, 201, JSON.stringify(asked.body));
      return asked.body.jobs[0] as Job;
    };
    const look = async ({ id }: Job) =>
      (await json(app, token, "GET", `${jobs}/${id}`)).body.job as Job;
    const when = (job: Job, ...states: string[]) =>
      until(async () => {
        const now = await look(job);
        return states.includes(now.state) ? now : null;
      });

    const written = await when(await ask(), "done", "failed");
    assert.deepEqual([written.state, written.message], ["done", null]);
    assert.ok(written.versionId && written.total > 0 && written.done === written.total);
    const asked = gemini.seen.length;
    assert.ok(asked >= written.total);

    gemini.script = ["hang", "hang", "hang"];
    const taken = await ask({ instructions: "Shorter" });
    await until(() => Promise.resolve(gemini.open > 0 ? true : null));
    const cancelled = await json(app, token, "POST", `${jobs}/${taken.id}/cancel`);
    assert.equal(cancelled.body.job.state, "cancelled");
    await until(() => Promise.resolve(gemini.open === 0 ? true : null));

    gemini.script = ["hang", "hang", "hang"];
    const left = await ask({ instructions: "Longer" });
    await until(() => Promise.resolve(gemini.open > 0 ? true : null));
    assert.equal((await look(left)).state, "running");
    assert.equal(await app.stop(), 0);
    gemini.script = [];
    app = await startApp({ ...env, DATA_DIR: app.dataDir });
    token = await signIn(app);
    const after = await when(left, "done", "failed");
    assert.equal(after.state, "done", after.message ?? "");

    const metrics = await (await fetch(`${app.origin}/api/metrics`)).text();
    assert.match(metrics, /ai_job_duration_seconds_count\{outcome="done"\} 1/);
    assert.match(metrics, /ai_jobs\{state="waiting"\} 0/);
  } finally {
    await app.stop();
    await gemini.close();
  }
});

Deno.test("without a model the figures are written, and with one that is down they are too", async () => {
  const app = await startApp({
    GEMINI_BASE_URL: "http://127.0.0.1:1",
    GOOGLE_GENERATIVE_AI_API_KEY: "key-of-tests",
  });
  try {
    await json(app, "", "POST", "/api/auth/signup", {
      ...{ email: EMAIL, password: PASSWORD },
      ...{ name: "Ada Rennick", organization: "Northfold" },
    });
    const token = await signIn(app);
    const study = await json(app, token, "POST", "/api/projects", { name: "Trial" });
    const jobs = `/api/projects/${study.body.project.id}/generation-jobs`;
    const asked = await json(app, token, "POST", jobs, { tabType: "general" });
    const job = await until(async () => {
      const { body } = await json(app, token, "GET", `${jobs}/${asked.body.jobs[0].id}`);
      return body.job.state === "done" || body.job.state === "failed" ? body.job as Job : null;
    });
    assert.equal(job.state, "done");
    assert.match(job.message!, /^Not written/);
    assert.ok(job.versionId);
  } finally {
    await app.stop();
  }
});
