const LONGEST = 600;
const TOKENS = [/eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, /\bBearer\s+[^\s"',;]+/gi];

/** Text of others, fit to be stored and shown: without tokens, and not too long. Cut last, so that no half token stays. */
export function withoutSecrets(text: string): string {
  const clean = TOKENS.reduce((rest, token) => rest.replace(token, '***'), text);
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST)}…` : clean;
}
