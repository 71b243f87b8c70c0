// The picture of a QR code (ISO/IEC 18004), level M.

import { encodeWords } from "./qr_words.ts";

/** Rows of modules; true is dark. */
export type Matrix = boolean[][];

/**
 * The text as a QR code, without its quiet zone.
 *
 * @throws RangeError when longer than 666 bytes
 */
export function qrMatrix(text: string): Matrix {
  const { version, words } = encodeWords(text);
  const grid = new Grid(version);
  grid.place(words);
  return grid.bestMasked();
}

/** The drawing: its edge in modules, with the quiet zone that scanners need, and the dark ones. */
export function qrPath(text: string): { size: number; path: string } {
  const matrix = qrMatrix(text);
  const dark = matrix.flatMap((row, y) =>
    row.flatMap((on, x) => on ? [`M${x + 4},${y + 4}h1v1h-1z`] : [])
  );
  return { size: matrix.length + 8, path: dark.join("") };
}

/** The same as an SVG document. */
export function qrSvg(text: string, moduleSize = 4): string {
  const { size, path } = qrPath(text);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" ` +
    `width="${size * moduleSize}" height="${size * moduleSize}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0,0h${size}v${size}h-${size}z"/>` +
    `<path fill="#000" d="${path}"/></svg>`;
}

const MASKS: ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => (x * y) % 2 + (x * y) % 3 === 0,
  (x, y) => ((x * y) % 2 + (x * y) % 3) % 2 === 0,
  (x, y) => ((x + y) % 2 + (x * y) % 3) % 2 === 0,
];

/** The square while it is being filled. */
class Grid {
  readonly size: number;
  readonly #dark: boolean[][];
  /** Modules whose place the standard fixes; data goes around them and masks spare them. */
  readonly #fixed: boolean[][];

  constructor(readonly version: number) {
    this.size = version * 4 + 17;
    const empty = () => Array.from({ length: this.size }, () => Array(this.size).fill(false));
    this.#dark = empty();
    this.#fixed = empty();
    this.#timing();
    this.#finders();
    this.#alignments();
    this.#format(this.#dark, 0);
    this.#versionBits();
  }

  #set(x: number, y: number, dark: boolean): void {
    const [row, fixed] = [this.#dark[y], this.#fixed[y]];
    if (!row || !fixed || x < 0 || x >= this.size) return;
    row[x] = dark;
    fixed[x] = true;
  }

  #timing(): void {
    for (let at = 0; at < this.size; at++) {
      this.#set(6, at, at % 2 === 0);
      this.#set(at, 6, at % 2 === 0);
    }
  }

  #finders(): void {
    for (const [cx, cy] of [[3, 3], [this.size - 4, 3], [3, this.size - 4]] as const) {
      for (let dy = -4; dy <= 4; dy++) {
        for (let dx = -4; dx <= 4; dx++) {
          const ring = Math.max(Math.abs(dx), Math.abs(dy));
          this.#set(cx + dx, cy + dy, ring !== 2 && ring !== 4);
        }
      }
    }
  }

  #alignments(): void {
    const at = this.#alignmentPlaces();
    const last = at.length - 1;
    for (const [i, cy] of at.entries()) {
      for (const [j, cx] of at.entries()) {
        if ((i === 0 && (j === 0 || j === last)) || (i === last && j === 0)) continue;
        for (let dy = -2; dy <= 2; dy++) {
          for (let dx = -2; dx <= 2; dx++) {
            this.#set(cx + dx, cy + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1);
          }
        }
      }
    }
  }

  #alignmentPlaces(): number[] {
    if (this.version === 1) return [];
    const count = Math.floor(this.version / 7) + 2;
    const step = Math.floor((this.version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
    const rest = Array.from({ length: count - 1 }, (_, index) => this.size - 7 - index * step);
    return [6, ...rest.reverse()];
  }

  /** Level M and the mask, with their own error correction, written twice. */
  #format(target: boolean[][], mask: number): void {
    let code = mask;
    for (let index = 0; index < 10; index++) code = (code << 1) ^ ((code >> 9) * 0x537);
    const bits = ((mask << 10) | code) ^ 0x5412;
    const set = (x: number, y: number, index: number) => {
      const [row, fixed] = [target[y], this.#fixed[y]];
      if (!row || !fixed) return;
      row[x] = ((bits >> index) & 1) === 1;
      fixed[x] = true;
    };
    const end = this.size - 1;
    const around = [0, 1, 2, 3, 4, 5, 7, 8];
    around.forEach((y, index) => set(8, y, index));
    [7, 5, 4, 3, 2, 1, 0].forEach((x, index) => set(x, 8, 8 + index));
    for (let index = 0; index < 8; index++) set(end - index, 8, index);
    for (let index = 8; index < 15; index++) set(8, end - 14 + index, index);
    this.#set(8, this.size - 8, true);
    const row = target[this.size - 8];
    if (row) row[8] = true;
  }

  #versionBits(): void {
    if (this.version < 7) return;
    let code = this.version;
    for (let index = 0; index < 12; index++) code = (code << 1) ^ ((code >> 11) * 0x1f25);
    const bits = (this.version << 12) | code;
    for (let index = 0; index < 18; index++) {
      const [near, far] = [Math.floor(index / 3), this.size - 11 + index % 3];
      const dark = ((bits >> index) & 1) === 1;
      this.#set(far, near, dark);
      this.#set(near, far, dark);
    }
  }

  /** Fills what is not fixed, in columns of two from the right, up and down by turns. */
  place(words: Uint8Array): void {
    let bit = 0;
    let upwards = true;
    for (let right = this.size - 1; right >= 1; right -= 2, upwards = !upwards) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step++) {
        const y = upwards ? this.size - 1 - step : step;
        for (const x of [right, right - 1]) {
          const row = this.#dark[y];
          if (!row || this.#fixed[y]?.[x]) continue;
          row[x] = (((words[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
          bit++;
        }
      }
    }
  }

  bestMasked(): Matrix {
    const masked = MASKS.map((mask, number) => {
      const matrix = this.#dark.map((row, y) =>
        row.map((dark, x) => this.#fixed[y]?.[x] ? dark : dark !== mask(x, y))
      );
      this.#format(matrix, number);
      return matrix;
    });
    const scores = masked.map(penalty);
    return masked[scores.indexOf(Math.min(...scores))] ?? this.#dark;
  }
}

/** How hard a matrix is to scan: long runs, blocks of one colour, false finders, imbalance. */
function penalty(matrix: Matrix): number {
  const columns = matrix.map((_, x) => matrix.map((row) => row[x] ?? false));
  let score = 0;
  for (const line of [...matrix, ...columns]) {
    const text = line.map(Number).join("");
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) score += run.length - 2;
    score += 40 * (text.match(/(?=10111010000|00001011101)/g) ?? []).length;
  }
  matrix.slice(1).forEach((row, above) =>
    row.slice(1).forEach((dark, left) => {
      const before = matrix[above];
      if (before?.[left] === dark && before[left + 1] === dark && row[left] === dark) score += 3;
    })
  );
  const dark = matrix.flat().filter(Boolean).length / matrix.length ** 2;
  return score + 10 * Math.floor(Math.abs(dark * 100 - 50) / 5);
}
