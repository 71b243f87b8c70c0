// The bytes of a QR code (ISO/IEC 18004): UTF-8 text in byte mode, error correction M, versions 1
// to 20, which is up to 666 bytes.

/** By version, from 1: error correction bytes of a block, and number of blocks, at level M. */
const ECC_BYTES = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26];
const BLOCKS = [1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16];

/** Field of 256 elements over x^8 + x^4 + x^3 + x^2 + 1. */
const EXP = new Uint8Array(510);
const LOG = new Uint8Array(256);
for (let power = 0, value = 1; power < 255; power++) {
  EXP[power] = EXP[power + 255] = value;
  LOG[value] = power;
  value = (value << 1) ^ (value & 0x80 ? 0x11d : 0);
}

/** A QR code's bytes in the order they are placed, and how large it has to be. */
export interface Words {
  version: number;
  words: Uint8Array;
}

/** @throws RangeError when the text is too long */
export function encodeWords(text: string): Words {
  const data = new TextEncoder().encode(text);
  const version = smallestVersion(data.byteLength);
  return { version, words: interleave(version, padded(version, data)) };
}

function dataBytes(version: number): number {
  const ecc = (ECC_BYTES[version - 1] ?? 0) * (BLOCKS[version - 1] ?? 0);
  return Math.floor(rawModules(version) / 8) - ecc;
}

/** Modules that are left for data and error correction. */
function rawModules(version: number): number {
  let modules = (16 * version + 128) * version + 64;
  if (version >= 2) {
    const alignments = Math.floor(version / 7) + 2;
    modules -= (25 * alignments - 10) * alignments - 55;
  }
  return version >= 7 ? modules - 36 : modules;
}

function headerBits(version: number): number {
  return 4 + (version < 10 ? 8 : 16);
}

function smallestVersion(length: number): number {
  for (let version = 1; version <= BLOCKS.length; version++) {
    if (headerBits(version) + length * 8 <= dataBytes(version) * 8) return version;
  }
  throw new RangeError(`Cannot draw a QR code of ${length} bytes`);
}

function padded(version: number, data: Uint8Array): Uint8Array {
  const capacity = dataBytes(version);
  let bits = "0100" + data.byteLength.toString(2).padStart(headerBits(version) - 4, "0");
  for (const byte of data) bits += byte.toString(2).padStart(8, "0");
  bits += "0".repeat(Math.min(4, capacity * 8 - bits.length));
  bits += "0".repeat((8 - bits.length % 8) % 8);
  const filled = bits.length / 8;
  return Uint8Array.from({ length: capacity }, (_, index) => {
    if (index >= filled) return (index - filled) % 2 === 0 ? 0xec : 0x11;
    return parseInt(bits.slice(index * 8, index * 8 + 8), 2);
  });
}

/** Cuts the data into blocks, adds their error correction, and shuffles all as they are placed. */
function interleave(version: number, data: Uint8Array): Uint8Array {
  const count = BLOCKS[version - 1] ?? 1;
  const eccLength = ECC_BYTES[version - 1] ?? 0;
  const short = Math.floor(data.byteLength / count);
  const longBlocks = data.byteLength % count;
  const generator = generatorOf(eccLength);
  const blocks = Array.from({ length: count }, (_, index) => {
    const extra = Math.max(0, index - (count - longBlocks));
    const start = index * short + extra;
    const part = data.slice(start, start + short + (index >= count - longBlocks ? 1 : 0));
    return { part, ecc: remainder(part, generator) };
  });
  const words: number[] = [];
  for (let index = 0; index <= short; index++) {
    for (const { part } of blocks) if (index < part.length) words.push(part[index] ?? 0);
  }
  for (let index = 0; index < eccLength; index++) {
    for (const { ecc } of blocks) words.push(ecc[index] ?? 0);
  }
  return Uint8Array.from(words);
}

function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : EXP[(LOG[a] ?? 0) + (LOG[b] ?? 0)] ?? 0;
}

/** Coefficients of (x - 1)(x - 2)(x - 4)…, without the leading one. */
function generatorOf(degree: number): Uint8Array {
  let result = Uint8Array.of(1);
  for (let power = 0; power < degree; power++) {
    const next = new Uint8Array(result.length + 1);
    result.forEach((value, index) => {
      next[index] = (next[index] ?? 0) ^ value;
      next[index + 1] = (next[index + 1] ?? 0) ^ multiply(value, EXP[power] ?? 0);
    });
    result = next;
  }
  return result.slice(1);
}

function remainder(data: Uint8Array, generator: Uint8Array): Uint8Array {
  const result = new Uint8Array(generator.length);
  for (const byte of data) {
    const factor = byte ^ (result[0] ?? 0);
    result.copyWithin(0, 1);
    result[result.length - 1] = 0;
    generator.forEach((value, index) => {
      result[index] = (result[index] ?? 0) ^ multiply(value, factor);
    });
  }
  return result;
}
