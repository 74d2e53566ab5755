/** Whether a version is one of a pattern in which `*` stands for any text; in any case, and in time that grows with neither's stars. */
export function fitsPattern(version: string, pattern: string): boolean {
  const [text, parts] = [version.toLowerCase(), pattern.trim().toLowerCase().split('*')];
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}
