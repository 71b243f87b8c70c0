const TEXT: Record<string, string> = {
  css: "text/css",
  csv: "text/csv",
  htm: "text/html",
  html: "text/html",
  js: "text/javascript",
  json: "application/json",
  map: "application/json",
  md: "text/markdown",
  mjs: "text/javascript",
  svg: "image/svg+xml",
  txt: "text/plain",
  vtt: "text/vtt",
  webmanifest: "application/manifest+json",
  xml: "text/xml",
};

const BINARY: Record<string, string> = {
  avif: "image/avif",
  bmp: "image/bmp",
  gif: "image/gif",
  gz: "application/gzip",
  ico: "image/vnd.microsoft.icon",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  ogg: "audio/ogg",
  otf: "font/otf",
  pdf: "application/pdf",
  png: "image/png",
  ttf: "font/ttf",
  wasm: "application/wasm",
  wav: "audio/wav",
  webm: "video/webm",
  webp: "image/webp",
  woff: "font/woff",
  woff2: "font/woff2",
  zip: "application/zip",
};

function extension(path: string): string {
  return /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
}

/** Content type by file name; plain text when unknown. */
export function getContentType(path: string): string {
  const ext = extension(path);
  if (ext in BINARY) return BINARY[ext] as string;
  const type = TEXT[ext];
  return type === undefined
    ? "text/plain; charset=UTF-8"
    : type === "image/svg+xml"
    ? type
    : `${type}; charset=UTF-8`;
}

/** Whether compression is worth trying. */
export function isText(path: string): boolean {
  return extension(path) in TEXT;
}
