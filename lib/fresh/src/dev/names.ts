/** Names that a generated module cannot give to an island. */
const RESERVED =
  /^(boot|break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|eval|export|extends|false|finally|for|function|if|implements|import|in|instanceof|interface|let|new|null|package|private|protected|public|return|static|super|switch|this|throw|true|try|typeof|var|void|while|with|yield|await|arguments)$/;

/** An identifier made of the name of a module's file or package, each one once. */
export function islandName(specifier: string, used: Map<string, number>): string {
  const bare = specifier.replace(/^npm:|(?<=.)@[\^~]?\d[^/]*/g, "").replace(/^@([^/]+)\//, "$1_");
  const file = bare.slice(bare.lastIndexOf("/") + 1).replace(/(?<=.)\.[^.]*$/, "");
  let name = file.replaceAll(/[^\w$]/g, "_").replaceAll(/_{2,}/g, "_").replace(/^(?=\d)/, "_");
  if (RESERVED.test(name)) name = "_" + name;
  const count = used.get(name) ?? 0;
  used.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}
