/** How the account's pages say what is known. Pure. */

/** In this order: many a browser also names the ones that it descends from. */
const BROWSERS: [RegExp, string][] = [
  [/\bEdgA?\/|\bEdgiOS\//, "Edge"],
  [/\bOPR\/|\bOPT\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\bFirefox\/|\bFxiOS\//, "Firefox"],
  [/\bHeadlessChrome\//, "Chrome without a window"],
  [/\bChrome\/|\bCriOS\//, "Chrome"],
  [/\bSafari\//, "Safari"],
  [/^curl\//, "curl"],
  [/\bDeno\/|^node\b|^undici|supabase-js/, "a program"],
];

const SYSTEMS: [RegExp, string][] = [
  [/\bWindows\b/, "Windows"],
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bLinux\b|\bX11\b/, "Linux"],
];

const named = (from: [RegExp, string][], text: string) =>
  from.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** "Firefox on Windows" from what a browser says of itself. */
export function deviceWords(userAgent: string | null): string {
  if (!userAgent) return "Unknown device";
  const browser = named(BROWSERS, userAgent);
  const system = named(SYSTEMS, userAgent);
  if (browser && system) return `${browser} on ${system}`;
  if (browser) return browser[0]!.toUpperCase() + browser.slice(1);
  return system ? `Unknown browser on ${system}` : "Unknown device";
}

const EVENTS: Record<string, string> = {
  second_factor_on: "Second factor switched on",
  second_factor_off: "Second factor switched off",
  recovery_codes_made: "New recovery codes made",
  recovery_code_used: "Recovery code used, second factor removed",
  password_changed: "Password changed",
  email_changed: "E-mail address changed",
  session_ended: "Session ended",
  signed_out_elsewhere: "Signed out everywhere else",
  signed_out_everywhere: "Signed out everywhere",
  account_deleted: "Account deleted",
};

export function eventWords(what: string): string {
  return Object.hasOwn(EVENTS, what) ? EVENTS[what]! : what.replaceAll("_", " ");
}
