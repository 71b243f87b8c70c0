// How people write numbers, dates and addresses: the value after the bar must be gone altogether.
import assert from "node:assert/strict";
import { redact } from "./gate.ts";

const written = {
  PHONE: `Call my office at |1-800-555-0199
please text |07911 123456
phone number: |0176 12345678
Tel.: |089/12345678
Fon: |0221 / 1234567
Telefonnummer |0711/685-0
mobile |0612345678
Her cell is |5551234567
Mobile No: |9876543210
ring |0131 496 0123
WhatsApp |11 98456-5666
|+49 (0)89 1234-567
|+44 (0) 20 7946 0958
|+1 (415) 555-0132 ext. 12
|1.415.555.0132
|(02) 9876 5432
|0049 89 12345678
tel:|+14155550132
contact at |044-668-1807
fax no. |22 12 34 56
reach me at |415 555 0132`,
  DATE: `What is your date of birth? |1/14/1961
birthday: |June 16
She was born on the |5th of May, 1982
geb. |12.03.1957
née le |3 mai 1950
date of birth (dd/mm/yyyy): |14/03/1967
DoB:|14MAR1967
birth date = |1967-03-14T00:00:00Z
nacido el |14 de marzo de 1967
Date of Birth | |14/03/1967
passed away on |Feb 3, 2021
He died in Basel on |3 February 2021`,
  ZIP: `ZIP code is |02139
postal code |K1A 0B6
plz |8001
code postal |75008
Cambridge, MA |02139
London |SW1A 2AA`,
  URL: `visit |example.com/page
|ftp://files.example.org/a
|https://[2001:db8::1]/x
|HTTPS://EXAMPLE.COM
|foo.bar.example.net:8080
my site is |jane-roe.de`,
  IP: `ip |10.0.0.5
|::1 localhost
ip address |fe80::1ff:fe23:4567:890a%eth2
IP=|203.0.113.5`,
  SSN: `SSN: |219 09 9999
ssn |219099999
SSN#|219-09-9999
SSN |219.09.9999
last 4 of ssn: |9999`,
  ACCOUNT: `|4000 0566 5566 5556
amex |3714 496353 98431
card no.:|30569309025904
CC:|4222222222222
IBAN: |gb82 west 1234 5698 7654 32
|CH93-0076-2011-6238-5295-7`,
  EMAIL: `|JOE@EXAMPLE.COM
<|joe@example.com
mail=|joe%40example.com
|user+tag@xn--80ak6aa92e.com`,
  MEDICAL_RECORD: `MRN#|00482913
Med Rec No |482913
Hospital no: |H1234567`,
};

Deno.test("everyday ways of writing are found as their class", () => {
  for (const [kind, lines] of Object.entries(written)) {
    for (const line of lines.split("\n")) {
      const at = line.lastIndexOf("|");
      const value = line.slice(at + 1);
      const { texts, counts } = redact(`${line.slice(0, at)}${value}`);
      const left = texts.replace(/⟦.*?⟧/g, "").slice(at);
      assert.ok(kind in counts, `${line}: ${texts}`);
      assert.equal(/\d/.test(left), false, `${line}: ${texts}`);
    }
  }
});
