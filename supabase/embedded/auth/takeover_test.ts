// Taking over somebody else's account, and finding out who has one.
import assert from "node:assert/strict";
import { mailing, newEmail, PASSWORD, testAuth } from "./testing.ts";

const plain = mailing();
const confirming = mailing({ autoconfirm: false });

const quiet = mailing({ autoconfirm: false, disableSignup: true, discreet: true });
testAuth(
  "a discreet instance does not tell by one-time codes who has an account",
  async (world) => {
    const known = newEmail();
    const { admin } = world.client(world.secretKey).auth;
    await admin.createUser({ email: known, email_confirm: true });
    const supabase = world.client();
    for (const shouldCreateUser of [true, false]) {
      const answers = [];
      for (const email of [known, newEmail()]) {
        answers.push(await supabase.auth.signInWithOtp({ email, options: { shouldCreateUser } }));
      }
      assert.deepEqual(answers[0], answers[1]);
      assert.equal(answers[0]?.error, null);
    }
    assert.deepEqual(new Set(quiet.box.map((message) => message.to)), new Set([known]));
    const before = await admin.listUsers({ perPage: 1000 });
    assert.equal(before.data.users.filter(({ email }) => email === quiet.last(known).to).length, 1);
  },
  quiet.options,
);

testAuth("one side cannot confirm a change of address for both", async (world) => {
  const [old, email] = [newEmail(), newEmail()];
  const supabase = world.client();
  await supabase.auth.signUp({ email: old, password: PASSWORD });
  await supabase.auth.updateUser({ email });
  const confirm = (token: string, address: string) =>
    supabase.auth.verifyOtp({ email: address, token, type: "email_change" });
  for (let times = 0; times < 3; times++) {
    await confirm(plain.last(email).code, email);
    await supabase.auth.updateUser({ data: { times } });
    assert.equal((await supabase.auth.getUser()).data.user?.email, old);
    await supabase.auth.resend({ type: "email_change", email: old });
    if (times === 1) await supabase.auth.updateUser({ password: `battery staple ${times}` });
    if (times === 1) await supabase.auth.resend({ type: "email_change", email: old });
  }
  await confirm(plain.last(old).code, old);
  assert.equal((await supabase.auth.getUser()).data.user?.email, email);
}, plain.options);

testAuth(
  "who signs up with another's address has no way in once that one confirms",
  async (world) => {
    const email = newEmail();
    const [thief, owner] = [world.client(), world.client()];
    await thief.auth.signUp({ email, password: "the thief's own" });
    await owner.auth.signUp({ email, password: PASSWORD });
    const { code } = confirming.last(email);
    const opened = await owner.auth.verifyOtp({ email, token: code, type: "signup" });
    assert.equal(opened.error, null);
    const entered = await thief.auth.signInWithPassword({ email, password: "the thief's own" });
    assert.equal(entered.error?.code, "invalid_credentials");
    assert.equal((await owner.auth.updateUser({ password: PASSWORD })).error, null);

    const again = newEmail();
    await owner.auth.signUp({ email: again, password: PASSWORD });
    await owner.auth.signUp({ email: again, password: PASSWORD });
    await owner.auth.verifyOtp({
      email: again,
      token: confirming.last(again).code,
      type: "signup",
    });
    const kept = await owner.auth.signInWithPassword({ email: again, password: PASSWORD });
    assert.equal(kept.error, null, "the same password twice stays");
  },
  confirming.options,
);
