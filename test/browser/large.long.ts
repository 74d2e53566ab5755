import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { builtPages } from '../../local/launcher/built-pages.ts';
import { Fleet } from '../../shared/contracts/fleet.ts';
import { LedgerRow } from '../../shared/contracts/ledger.ts';
import { fleetOver } from '../doors/support/fleets.ts';
import { openApp, type OpenApp } from '../doors/support/open-app.ts';
import { describeInBrowser, expectAccessible, visit, type Visit } from './support/browser.ts';
import { openBrowser } from './support/chromium.ts';

/** Text that would act if it ever became part of a page. */
const NASTY = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
/** A page that takes no key for so long is frozen to whoever sits before it; what it really takes is printed. */
const FROZEN_MS = 1000;

function rowOf(index: number, more: Partial<LedgerRow> = {}): LedgerRow {
  const name = `web_${index} ${NASTY}`;
  return LedgerRow.parse({
    ...{ vmId: `00000000-0000-0000-0000-${String(index).padStart(12, '0')}`, name, computerName: name },
    ...{
      instanceId: String(index),
      resourceId: `${scaleSetId('web')}/virtualMachines/${index}`,
      state: 'ready',
    },
    ...{ provisioningState: 'Succeeded', firstSeen: '2026-01-01T00:00:00Z', health: 'healthy', releases: {} },
    target: { machineId: `Machines-${index}`, name, origin: 'registered', since: '2026-01-01T00:00:00Z' },
    ...{ reason: NASTY, ...more },
  });
}

describeInBrowser('the dashboard with a great many of everything', () => {
  let app: OpenApp;
  let browser: Browser;
  let open: Visit | undefined;

  beforeAll(async () => {
    [app, browser] = await Promise.all([openApp({ signIn: true, pages: builtPages() }), openBrowser()]);
    const { stores } = app.inside.deps;
    for (let index = 0; index < 1000; index++) {
      const name = `fleet-${String(index).padStart(4, '0')}`;
      await stores.fleets.put(
        name,
        Fleet.parse({ ...fleetOver('web'), scaleSet: scaleSetId(`set-${index}`) }),
      );
    }
    const problem = { kind: 'Permanent' as const, code: 'scaleSetNotFound', message: NASTY, nextStep: NASTY };
    const since = '2026-01-01T00:00:00Z';
    await stores.fleets.saveStatus('fleet-0999', { phase: 'blocked', since, problems: [problem] });
    const rows = Array.from({ length: 10_000 }, (_, index) => rowOf(index));
    await stores.ledger.save('fleet-0007', rows);
  }, 120_000);
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function look(path: string): Promise<Page> {
    open = await visit(browser, app.url, { path });
    return open.page;
  }

  async function closed(): Promise<void> {
    const { complaints = [], context } = open ?? {};
    await context?.close();
    expect(complaints).toEqual([]);
  }

  /** The longest time for which the page did not let anybody do anything while that was done. */
  async function longestBlock(page: Page, act: () => Promise<void>): Promise<number> {
    await page.evaluate(`
      globalThis.longest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
      }).observe({ type: 'longtask' });
    `);
    await act();
    await page.waitForTimeout(300);
    return page.evaluate<number>('globalThis.longest');
  }

  /** What came from outside is text, and did nothing. */
  async function expectInert(page: Page): Promise<void> {
    expect(await page.getByText('onerror').count()).toBeGreaterThan(0);
    expect(await page.locator('#root img, #root script').count()).toBe(0);
    expect(await page.title()).toBe('Fleet Conductor');
  }

  test('of 1,000 fleets the one that needs a person comes first, and they are filtered while one types', async () => {
    const page = await look('/settings');
    const blocked = await longestBlock(page, async () => {
      await page.getByRole('link', { name: 'Fleets', exact: true }).click();
      await page.getByRole('button', { name: 'All 1,000' }).waitFor();
      await page.getByRole('button', { name: 'Show more of 1,000 fleets' }).click();
      await page.locator('tbody tr').nth(399).waitFor();
      expect(await page.locator('tbody th a').first().textContent()).toBe('fleet-0999');
      await page.getByRole('searchbox').pressSequentially('fleet-099');
      await expect(page.locator('tbody tr').count()).resolves.toBe(10);
    });
    console.log(JSON.stringify({ fleets: 1000, longestBlockMs: Math.round(blocked) }));
    expect(blocked).toBeLessThan(FROZEN_MS);
    await expectInert(page);
    await closed();
  }, 60_000);

  test('10,000 instances come in pages, as blocks and as a table, and nothing that they say acts', async () => {
    const page = await look('/fleets/fleet-0007');
    await page.locator('.blocks li').nth(499).waitFor();
    const blocked = await longestBlock(page, async () => {
      for (let number = 2; number <= 20; number++) {
        await page.getByRole('button', { name: 'Next', exact: true }).click();
        await page.getByText(`Page ${number}`, { exact: true }).waitFor();
        await page.getByRole('link', { name: `web_${number * 500 - 1} ` }).waitFor();
      }
      await page.getByRole('button', { name: 'As a table' }).click();
      await page.locator('tbody tr').nth(499).waitFor();
    });
    console.log(JSON.stringify({ instances: 10_000, longestBlockMs: Math.round(blocked) }));
    expect(blocked).toBeLessThan(FROZEN_MS);
    expect(await page.getByRole('button', { name: 'Next', exact: true }).isDisabled()).toBe(true);
    await expectInert(page);
    await page.getByRole('searchbox').fill('Machines-17');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.getByRole('dialog', { name: /^web_17 / }).waitFor();
    await page.getByText('Decisions that name it').waitFor();
    await expectInert(page);
    await expectAccessible(page);
    await closed();
  }, 120_000);

  test('a tab that nobody sees asks for nothing', async () => {
    const page = await look('/fleets/fleet-0001');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    `);
    await page.waitForTimeout(1000);
    let asked = 0;
    page.on('request', () => (asked += 1));
    await page.waitForTimeout(18_000);
    expect(asked).toBe(0);
    await page.evaluate(`
      Object.defineProperty(document, 'visibilityState', { get: () => 'visible', configurable: true });
      document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    `);
    await page.waitForTimeout(1000);
    expect(asked).toBeGreaterThan(0);
    await closed();
  }, 60_000);
});
