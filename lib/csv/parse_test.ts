// The parser: reading what was written gives the same table, in every dialect; hostile files.
import assert from "node:assert/strict";
import { decode } from "./decode.ts";
import { findSeparator, parse, SEPARATORS } from "./parse.ts";
import { openTable } from "./table.ts";
import { guard, unguard, writeCsv } from "./write.ts";

/** Small and seeded, so that a failure can be had again. */
function random(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor(state / 2 ** 32 * below);
  };
}

const PIECES = [
  ..."abcXYZ0189 .;,|'\t\"=+-@äß漢🧪",
  ...["\r\n", "\n", "\r", '""', "ÄÖ", "sep=;", "\ufeff", "1,5"],
];

const cellOf = (next: (n: number) => number) =>
  Array.from({ length: next(6) }, () => PIECES[next(PIECES.length)]!).join("");

Deno.test("parse(write(x)) = x for random tables, in every dialect", () => {
  const next = random(20261121);
  for (let round = 0; round < 3000; round++) {
    const separator = SEPARATORS[next(4)]!;
    const newline = (["\r\n", "\n", "\r"] as const)[next(3)]!;
    const width = 1 + next(5);
    const table = Array.from(
      { length: next(6) },
      () => Array.from({ length: width }, () => cellOf(next)),
    );
    const text = writeCsv(table, { separator, newline });
    const read = parse(text, { separator });
    assert.deepEqual(read, { records: table, more: false, fault: null }, JSON.stringify(text));
    // The last line end is not needed.
    const last = parse(text.slice(0, -newline.length), { separator });
    if (table.length > 0) assert.deepEqual(last.records, table);
  }
});

Deno.test("the guard is taken back exactly, and leaves numbers alone", () => {
  const next = random(7);
  for (let round = 0; round < 5000; round++) {
    const text = cellOf(next);
    assert.equal(unguard(guard(text)), text, JSON.stringify(text));
  }
  assert.equal(guard('=HYPERLINK("http://x")'), `'=HYPERLINK("http://x")`);
  for (const run of ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "'=1"]) {
    assert.equal(guard(run), `'${run}`);
  }
  for (const plain of ["-5", "+1.5", "-0,5", "a=b", "", "2026-11-21"]) {
    assert.equal(guard(plain), plain);
  }
});

Deno.test("line ends, quotes, separators as people have them", () => {
  const of = (text: string, separator: "," | ";" = ",") => parse(text, { separator }).records;
  assert.deepEqual(of("a,b\r1,2\r"), [["a", "b"], ["1", "2"]]);
  assert.deepEqual(of('a,"b\r\nc"\n'), [["a", "b\r\nc"]]);
  assert.deepEqual(of('"a" ,5" tube,'), [["a", '5" tube', ""]]);
  assert.deepEqual(of("\n\na\n"), [[""], [""], ["a"]]);
  assert.deepEqual(of(""), []);
  assert.match(parse('a,"b\nc', { separator: "," }).fault!.message, /never ends/);
  const odd = parse('x,y\n"a"b,c', { separator: "," }).fault!;
  assert.deepEqual([odd.record, /closing quote/.test(odd.message)], [2, true]);
});

Deno.test("the separator is found", () => {
  assert.equal(findSeparator("a;b\n1,5;2\n").separator, ";");
  assert.equal(findSeparator("a\tb c\n1\t2\n").separator, "\t");
  assert.equal(findSeparator("a|b\n1|2\n").separator, "|");
  assert.equal(findSeparator('"a;b",c\n"1;2",3\n').separator, ",");
  assert.equal(findSeparator("one column\nof text, with commas\n").separator, ",");
  assert.deepEqual(findSeparator("sep=;\r\na;b\r\n"), { separator: ";", rest: "a;b\r\n" });
});

Deno.test("encodings: with and without marks, the rest is Windows-1252 and said", () => {
  const utf8 = new TextEncoder().encode("Charité;Zürich\n");
  const utf16 = (little: boolean, mark: boolean) => {
    const text = (mark ? "\ufeff" : "") + "Charité;Zürich\n";
    const bytes = new Uint8Array(text.length * 2);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), little);
    return bytes;
  };
  const ok = (bytes: Uint8Array) => {
    const found = decode(bytes);
    assert.ok(found.ok);
    return [found.text, found.encoding];
  };
  assert.deepEqual(ok(utf8), ["Charité;Zürich\n", "UTF-8"]);
  assert.deepEqual(ok(new Uint8Array([0xef, 0xbb, 0xbf, ...utf8])), ["Charité;Zürich\n", "UTF-8"]);
  for (const little of [true, false]) {
    for (const mark of [true, false]) {
      assert.deepEqual(ok(utf16(little, mark)), ["Charité;Zürich\n", "UTF-16"]);
    }
  }
  const latin = Uint8Array.from("Charit\xe9;Z\xfcrich \x80\n", (c) => c.charCodeAt(0));
  assert.deepEqual(ok(latin), ["Charité;Zürich €\n", "Windows-1252"]);
  const table = openTable(latin);
  assert.ok(table.ok && /Windows-1252/.test(table.table.notes[0]!));
});

Deno.test("what is no table is refused in words", () => {
  const refused = (bytes: Uint8Array | string) => {
    const given = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
    const found = openTable(given);
    return found.ok ? "accepted" : found.message;
  };
  assert.match(refused("a,b\n1,\0\n"), /NUL is in line 2/);
  assert.match(refused(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0])), /workbook/);
  assert.match(refused(new Uint8Array([0xff, 0xfe, 0x00, 0xd8])), /broken UTF-16/);
  assert.match(refused(""), /empty/);
  assert.match(refused("\n \n,,\n"), /empty/);
  assert.match(refused(`a\n${"1\n".repeat(200_000)}`), /more than 20,000 rows/);
  assert.match(refused(`${"a,".repeat(300)}\n`), /more than 200 columns/);
  assert.match(refused(new Uint8Array(10 * 1024 * 1024 + 1)), /more than 10 MiB/);
  assert.match(refused('a,b\n"1,2\n'), /row 2: .*never ends/);
  assert.equal(refused(`a\n${"1\n".repeat(20_000)}\n\n`), "accepted");
  assert.equal(refused(`a,b\n1,2\n${",\r\n".repeat(1_000_000)}`), "accepted");
  assert.equal(refused(`a\n"1\n\n\n"\n\n`), "accepted");
  assert.match(refused(`a${" ".repeat(1_000_000)}b,c\n1,2\n`), /too long/);
});

Deno.test("rows keep their numbers; empty lines are passed over, ragged ones named", () => {
  const found = openTable(new TextEncoder().encode("a,b,,\n\n1,2,,\n3\n4,5,6,7\n ,,,\n8,9,,\n"));
  assert.ok(found.ok);
  const { headers, rows, errors } = found.table;
  assert.deepEqual(headers, ["a", "b", "Column 3", "Column 4"]);
  assert.deepEqual(rows.map((row) => row.number), [3, 5, 7]);
  assert.deepEqual(errors.map(({ row, message }) => [row, message]), [
    [4, "Has 1 cells, the header has 4"],
  ]);
});
