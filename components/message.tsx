/** What is shown when a page cannot be: what happened, what to do, and the number to quote. */

export interface MessageProps {
  status: number;
  requestId: string;
  /** Given when the reason may be told. */
  detail?: string;
  signedIn: boolean;
}

interface Words {
  title: string;
  text: string;
}

const WORDS: Record<number, Words> = {
  400: {
    title: "This address cannot be read",
    text: "Part of it is not a name that a page can have. Check it, or start from the portfolio.",
  },
  403: {
    title: "You may not do this",
    text: "Your role in this study does not include it. A manager of the study can change that.",
  },
  404: {
    title: "Nothing here for you",
    text: "There is no such page, or it belongs to a study that you are not a member of.",
  },
  429: {
    title: "Too many tries",
    text: "Wait a minute, then try again.",
  },
  503: {
    title: "Not available at the moment",
    text: "The database did not answer in time. Nothing was changed. Try again in a few seconds.",
  },
};

const REFUSED: Words = {
  title: "That did not work",
  text: "Nothing was changed. Go back, correct it and try again.",
};

const OTHER: Words = {
  title: "Something failed here",
  text:
    "The fault is ours, and nothing was saved. The request number below finds it in our records.",
};

export function messageWords(status: number): Words {
  return WORDS[status] ?? (status < 500 ? REFUSED : OTHER);
}

/** What went wrong is told where the reader can mend it; elsewhere the words above say more. */
const TOLD = new Set([400, 403, 409, 412, 413, 415, 422, 428, 429]);

export function Message({ status, requestId, detail, signedIn }: MessageProps) {
  const { title, text } = messageWords(status);
  const told = TOLD.has(status) ? detail : undefined;
  return (
    <div role="alert">
      <p class="text-xs text-ink-3">{status}</p>
      <h1>{title}</h1>
      {told && <p class="mt-3">{told}</p>}
      <p class="text-ink-2 mt-3">{text}</p>
      <p class="mt-7">
        <a class="btn primary" href={signedIn ? "/projects" : "/login"} aria-current="false">
          {signedIn ? "Open the portfolio" : "Sign in"}
        </a>
      </p>
      <p class="text-xs text-ink-3 mt-3">
        Request <code>{requestId}</code>
      </p>
    </div>
  );
}
