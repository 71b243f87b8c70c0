/** The error page as a whole: 400, 403, 404, 429, 500, 503. */
import { Gatehouse } from "./gatehouse.tsx";
import { Message, type MessageProps } from "./message.tsx";

/** @param here path to come back to after switching the theme */
export function ErrorPage({ here, ...message }: MessageProps & { here: string }) {
  return (
    <Gatehouse here={here}>
      <Message {...message} />
    </Gatehouse>
  );
}
