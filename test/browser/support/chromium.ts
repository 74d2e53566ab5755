import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's. */
export const CHROMIUM = '/usr/bin/chromium';
const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
];

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: QUIET });
}

export type Role = 'Viewer' | 'Operator' | 'Admin';

/** Signs in on the local page, and is where the path of the pages leads. */
export async function signIn(
  page: Page,
  url: string,
  { role, path }: { role: Role; path: string },
): Promise<void> {
  await page.goto(`${url}/.auth/login/aad?post_login_redirect_uri=${encodeURIComponent(`/ui/#${path}`)}`);
  await page.getByLabel('Role').selectOption(role);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(`me (${role.toLowerCase()})`).waitFor();
}
