/** Check digits. Each takes digits only (or letters and digits, where said) and answers yes or no. */

const digitsOf = (text: string) => Array.from(text, Number);

/** Sum of digit times weight. */
export function weighted(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * Number(text[i]), 0);
}

/** ISO/IEC 7812-1 annex B: cards, NPI, Swedish, Canadian and South African numbers. */
export function luhn(text: string): boolean {
  let sum = 0;
  for (let i = 0; i < text.length; i++) {
    const value = Number(text[text.length - 1 - i]) * (i % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** ISO 13616: an IBAN in capitals without spaces. */
export function iban(text: string): boolean {
  let rest = 0;
  for (const char of text.slice(4) + text.slice(0, 4)) {
    for (const digit of String(parseInt(char, 36))) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest === 1;
}

const d5 = [
  "0123456789",
  "1234067895",
  "2340178956",
  "3401289567",
  "4012395678",
  "5987604321",
  "6598710432",
  "7659821043",
  "8765932104",
  "9876543210",
]; // deno-fmt-ignore: a table is read as a table
const permutation = [
  "0123456789", "1576283094", "5803796142", "8916043527", "9453126870", "4286573901",
  "2793806415", "7046913258",
];

/** Verhoeff's scheme (dihedral group of order ten): Aadhaar. */
export function verhoeff(text: string): boolean {
  let check = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = Number(permutation[i % 8]![Number(text[text.length - 1 - i])]);
    check = Number(d5[check]![digit]);
  }
  return check === 0;
}

/** ISO 7064 MOD 11,10: the German tax number of a person. */
export function mod11and10(text: string): boolean {
  let product = 10;
  for (const digit of digitsOf(text.slice(0, -1))) {
    const sum = (digit + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === Number(text.at(-1));
}

/** ICAO Doc 9303 part 3: weights 7, 3, 1 over letters and digits, the last is the check digit. */
export function icao(text: string): boolean {
  const body = text.slice(0, -1).toUpperCase();
  const sum = Array.from(body).reduce(
    (total, char, i) => total + parseInt(char, 36) * [7, 3, 1][i % 3]!,
    0,
  );
  return sum % 10 === Number(text.at(-1));
}

/** Whether yymmdd, or yyyymmdd, is a day of some year. */
export function day(text: string): boolean {
  const [month, date] = [Number(text.slice(-4, -2)), Number(text.slice(-2))];
  return month >= 1 && month <= 12 && date >= 1 &&
    date <= [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]!;
}
