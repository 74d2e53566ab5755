/**
 * Whatever a name that ends in or holds one of these stands for is nobody else's business. Read without case and without
 * anything between the letters, so `api_key`, `Api-Key` and `apiKey` are one name.
 */
const SECRET = [
  ...['pass', 'pwd', 'pword', 'secret', 'token', 'bearer', 'auth', 'cookie', 'cred', 'session', 'sessid'],
  ...['jwt', 'signature', 'key', 'otp', 'mfa', 'nonce', 'salt', 'cert', 'pfx', 'pem', 'private', 'assertion'],
  ...['connectionstring', 'connstr', 'saml', 'oauth', 'kerberos', 'ntlm', 'csrf', 'xsrf', 'challenge'],
  ...['sastoken', 'sasuri', 'sasurl', 'userdata', 'customdata', 'validationcode'],
];
/** Too short to be looked for within other words. */
const SECRET_ALONE = ['pw', 'sas', 'sig', 'pin', 'pat', 'basic', 'dsn', 'sid', 'code_verifier'];

const ANYWHERE = new RegExp(SECRET.join('|'));
const AT_THE_END = new RegExp(`(?:^|[^a-z])(?:${SECRET_ALONE.join('|')})$`);

/** Whether what stands under this name must not be kept or shown. */
export function isSecretName(name: string): boolean {
  const words = name.replaceAll(/([a-z\d])([A-Z])/g, '$1 $2').toLowerCase();
  return ANYWHERE.test(words.replaceAll(/[^a-z\d]/g, '')) || AT_THE_END.test(words.trim());
}

/** The same names as they stand before `=` or `:` within a text. */
export const SECRET_LABEL = [...SECRET.map(spaced), ...SECRET_ALONE.map((name) => `\\b${name}`)].join('|');

/** `connection string`, `connection_string`: at most one sign between the two words of a long name. */
function spaced(name: string): string {
  return name.replace(/^(connection|validation|custom|user)(?=.)/, '$1[\\s_-]?');
}
