import assert from "node:assert/strict";
import { splitStatements } from "./statements.ts";

const cases: [string, string, string[]][] = [
  ["statements end at semicolons", "select 1; select 2 ;\n", ["select 1", "select 2"]],
  ["the last one needs none", "select 1;\nselect 2", ["select 1", "select 2"]],
  ["empty ones vanish", ";;\n;select 1;;", ["select 1"]],
  ["quotes hide semicolons", `select ';', "a;b", 'it''s;';select 2`, [
    `select ';', "a;b", 'it''s;'`,
    "select 2",
  ]],
  ["dollar quotes hide all", "do $$ begin a; ' end $$; select 1", [
    "do $$ begin a; ' end $$",
    "select 1",
  ]],
  ["tags must match", "do $a$ x; $b$ y; $$ z; $a$; select 1", [
    "do $a$ x; $b$ y; $$ z; $a$",
    "select 1",
  ]],
  ["parameters are no tags", "select $1; select $2", ["select $1", "select $2"]],
  ["line comments stay with what follows", "-- a; b\nselect 1; -- c;\nselect 2;", [
    "-- a; b\nselect 1",
    "-- c;\nselect 2",
  ]],
  ["a comment at the end is one of its own", "select 1;\n-- the end;", [
    "select 1",
    "-- the end;".replace(/;$/, ""),
  ]],
  ["block comments nest", "/* a; /* b; */ c; */ select 1; select 2", [
    "/* a; /* b; */ c; */ select 1",
    "select 2",
  ]],
  ["operators are no comments", "select 4 - 2 / 1; select 2", [
    "select 4 - 2 / 1",
    "select 2",
  ]],
  ["parentheses hide semicolons", "create rule r as on insert to t do (a; b); select 1", [
    "create rule r as on insert to t do (a; b)",
    "select 1",
  ]],
  [
    "begin atomic … end is one body",
    "create function f() returns int language sql begin atomic select 1; select 2; end; select 3",
    [
      "create function f() returns int language sql begin atomic select 1; select 2; end",
      "select 3",
    ],
  ],
  ["other letters are letters", "select 'é;𝄞' as é; select 2", ["select 'é;𝄞' as é", "select 2"]],
];

for (const [name, script, statements] of cases) {
  Deno.test(`split: ${name}`, () => assert.deepEqual(splitStatements(script), statements));
}
