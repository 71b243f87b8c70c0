/** Small PDF files for versions of the demo: one page of plain lines that says what it is. Pure. */

const plain = (line: string) =>
  line.normalize("NFKD").replace(/[^\x20-\x7e]/g, "").replace(/[\\()]/g, "\\$&");

/** A PDF (1.4) with one A4 page. */
export function pdf(lines: string[]): Uint8Array {
  const shown = lines.map((line, i) => `${i ? "0 -20 Td " : ""}(${plain(line)}) Tj`).join("\n");
  const text = `BT /F1 12 Tf 60 780 Td\n${shown}\nET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " +
    "/Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  let body = "%PDF-1.4\n";
  const starts = objects.map((object, i) => {
    const start = body.length;
    body += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return String(start).padStart(10, "0");
  });
  const entries = starts.map((start) => `${start} 00000 n \n`).join("");
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  const tail = `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\n`;
  return new TextEncoder().encode(`${body}${table}${tail}startxref\n${body.length}\n%%EOF\n`);
}
