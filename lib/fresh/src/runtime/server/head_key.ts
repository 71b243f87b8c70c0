/** Links of which a page may have several with the same attributes but `href`. */
const MANY = /\b(stylesheet|preload|modulepreload|prefetch|preconnect|dns-prefetch|alternate)\b/;

/** Elements with the same key replace each other in the head. */
export function headKey(
  tag: string,
  props: Record<string, unknown>,
  key: unknown,
): string {
  if (key !== undefined && key !== null) return String(key);
  if (tag === "title") return tag;
  const parts = Object.keys(props).sort().map((name) => {
    if (name === "children" || name === "nonce" || name === "ref") return "";
    if (tag === "meta" && name === "content") return "";
    if (tag === "link" && name === "href" && !MANY.test(String(props.rel))) {
      return "";
    }
    const value = props[name];
    return name === "dangerouslySetInnerHTML"
      ? (value as { __html?: string } | null)?.__html ?? ""
      : `::${name}=${value}`;
  });
  return tag + parts.join("");
}
