/** Finds what NOTIFY sent in the stream of answers of one Postgres session. */

export interface Notice {
  channel: string;
  payload: string;
}

const NOTIFICATION = "A".charCodeAt(0);
/** One byte of type, four of length, which counts itself. */
const HEADER = 5;
/** Postgres allows 8,000 bytes of payload and 64 of channel. */
const LONGEST = 16_384;

/**
 * Follows the messages of the wire protocol through chunks that may end anywhere. All but
 * notifications are stepped over, without a copy.
 */
export class NoticeReader {
  readonly #header = new Uint8Array(HEADER);
  #read = 0;
  /** Bytes of the present message that are still to come. */
  #left = 0;
  /** The body of the present notification, if it is one. */
  #body: Uint8Array | null = null;

  read(chunk: Uint8Array): Notice[] {
    const found: Notice[] = [];
    for (let at = 0; at < chunk.length;) {
      if (this.#read < HEADER) {
        this.#header[this.#read++] = chunk[at++]!;
        if (this.#read === HEADER) this.#begin();
      } else {
        const part = chunk.subarray(at, at + this.#left);
        this.#body?.set(part, this.#body.length - this.#left);
        this.#left -= part.length;
        at += part.length;
      }
      if (this.#read === HEADER && this.#left === 0) {
        if (this.#body !== null) found.push(noticeOf(this.#body));
        this.#read = 0;
        this.#body = null;
      }
    }
    return found;
  }

  #begin() {
    this.#left = Math.max(0, new DataView(this.#header.buffer).getUint32(1) - 4);
    const wanted = this.#header[0] === NOTIFICATION && this.#left <= LONGEST;
    this.#body = wanted ? new Uint8Array(this.#left) : null;
  }
}

/** Process id of four bytes, then two texts that end with NUL. */
function noticeOf(body: Uint8Array): Notice {
  const [channel = "", payload = ""] = new TextDecoder().decode(body.subarray(4)).split("\0");
  return { channel, payload };
}
