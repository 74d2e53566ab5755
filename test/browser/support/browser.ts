import { existsSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect } from '@jest/globals';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { CHROMIUM, type Role, signIn } from './chromium.ts';

const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const hasBrowser = existsSync(CHROMIUM);

/** `describe`, where Debian's Chromium is; CI installs it, and fails without it. */
export const describeInBrowser = hasBrowser || process.env.CI ? describe : describe.skip;
if (!hasBrowser) process.stderr.write(`There is no ${CHROMIUM}: the dashboard is not tested in a browser.\n`);

export interface Visit {
  page: Page;
  context: BrowserContext;
  /** What went wrong unseen: errors of scripts and of the console, and requests that left the page's own origin. */
  complaints: string[];
}

/** Somebody signs in and looks at a page. Always close the visit's context. */
export async function visit(
  browser: Browser,
  url: string,
  {
    role = 'Admin',
    path = '/',
    ...look
  }: Parameters<Browser['newContext']>[0] & { role?: Role; path?: string } = {},
): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...look });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (line) => {
    if (line.type() === 'error' || line.type() === 'warning') complaints.push(line.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) complaints.push(request.url());
  });
  await signIn(page, url, { role, path });
  return { page, context, complaints };
}

/** Nothing on the page keeps anybody from reading or using it, as far as axe can tell (WCAG 2.2 AA). */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160))])).toEqual([]);
}

/** Nothing has to be scrolled sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { inner, scroll } = await page.evaluate(() => {
    const { document, innerWidth } = globalThis as unknown as {
      document: { documentElement: { scrollWidth: number } };
      innerWidth: number;
    };
    return { inner: innerWidth, scroll: document.documentElement.scrollWidth };
  });
  expect(scroll).toBeLessThanOrEqual(inner);
}

/** A property of how something is drawn in the end. */
export function styleOf(what: Locator, property: string): Promise<string> {
  return what.evaluate((element, name) => {
    const { getComputedStyle } = globalThis as unknown as {
      getComputedStyle: (element: unknown) => { getPropertyValue(name: string): string };
    };
    return getComputedStyle(element).getPropertyValue(name);
  }, property);
}
