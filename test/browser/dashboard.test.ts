import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { builtPages } from '../../local/launcher/built-pages.ts';
import { fleetOver } from '../doors/support/fleets.ts';
import { openApp, type OpenApp } from '../doors/support/open-app.ts';
import {
  describeInBrowser,
  expectAccessible,
  expectNoSidewaysScroll,
  styleOf,
  visit,
  type Visit,
} from './support/browser.ts';
import { openBrowser } from './support/chromium.ts';

/** Text that would act if it ever became part of a page. */
const NASTY = '<img src=x onerror="document.title=1"><script>document.title=2</script>';

describeInBrowser('the dashboard', () => {
  let app: OpenApp;
  let browser: Browser;
  let open: Visit | undefined;

  beforeAll(async () => {
    [app, browser] = await Promise.all([openApp({ signIn: true, pages: builtPages() }), openBrowser()]);
    await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
    await app.send('PUT', '/api/fleets/api', { body: { ...fleetOver('api'), scaleSet: scaleSetId('gone') } });
    await app.clock.advance(3 * 60_000);
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function look(path: string, how: Parameters<typeof visit>[2] = {}): Promise<Page> {
    open = await visit(browser, app.url, { path, ...how });
    return open.page;
  }

  /** Whatever a test looked at, nothing went wrong unseen; the browser itself tells the console of each refusal. */
  async function closed(refusals?: RegExp): Promise<void> {
    const { complaints = [], context } = open ?? {};
    await context?.close();
    expect(complaints.filter((line) => !refusals?.test(line))).toEqual([]);
  }

  /** The app's minutes pass while the page waits for something. */
  async function minutesPass(minutes: number): Promise<void> {
    await app.clock.advance(minutes * 60_000);
  }

  test.each(['light', 'dark'] as const)('every page can be read by everybody (%s)', async (colorScheme) => {
    const page = await look('/', { colorScheme });
    await page.getByRole('row', { name: /web/ }).waitFor();
    await expectAccessible(page);
    for (const [path, shown] of [
      ['/fleets/web', 'Timeline'],
      ['/fleets/api', 'Needs you'],
      ['/events', 'Events that led to nothing'],
      ['/settings', 'Settings in force'],
      ['/nowhere', 'There is no such page'],
    ] as const) {
      await page.goto(`${app.url}/ui/#${path}`);
      await page.getByRole('heading', { name: shown }).waitFor();
      await expectAccessible(page);
    }
    await closed();
  });

  test('what needs a person comes first, and what is filtered stands in the address', async () => {
    const page = await look('/');
    const names = page.locator('tbody th a');
    await names.first().waitFor();
    expect(await names.allTextContents()).toEqual(['api', 'web']);
    expect(await page.getByRole('row', { name: /web/ }).textContent()).toContain('3 / 3');
    await page.getByRole('button', { name: 'Need you 1' }).click();
    expect(await names.allTextContents()).toEqual(['api']);
    await page.keyboard.press('/');
    await page.keyboard.type('we');
    await page.getByText('No fleet is like that.').waitFor();
    await page.waitForURL(/show=needsYou&q=we#\/$/);
    await page.getByRole('button', { name: /^All/ }).click();
    await page.reload();
    await names.first().waitFor();
    expect(await names.allTextContents()).toEqual(['web']);
    await closed();
  });

  test('advice is folded away until somebody asks for it', async () => {
    const { sim } = app.outside.octopus;
    for (const { Id } of sim.list('machinepolicies'))
      sim.change('machinepolicies', Id, {
        MachineHealthCheckPolicy: { HealthCheckInterval: null, HealthCheckType: 'RunScript' },
      });
    await app.send('POST', '/api/fleets/web/reconcile', { body: {} });
    await minutesPass(2);
    const page = await look('/fleets/web');
    const advice = page.getByText(/never checks machines/);
    await page.getByText('Advice (1)').waitFor();
    expect(await advice.isVisible()).toBe(false);
    await page.getByText('Advice (1)').click();
    expect(await advice.isVisible()).toBe(true);
    await expectAccessible(page);
    await closed();
  });

  test('on a narrow screen nothing is scrolled sideways', async () => {
    await app.send('POST', '/api/scale-events', { body: { scaleSet: scaleSetId('of-nobody-'.repeat(5)) } });
    const page = await look('/', { viewport: { width: 320, height: 640 } });
    for (const [path, shown] of [
      ['/', 'Fleets'],
      ['/fleets/web', 'Timeline'],
      ['/settings', 'Settings in force'],
    ] as const) {
      await page.goto(`${app.url}/ui/#${path}`);
      await page.getByRole('heading', { name: shown }).waitFor();
      await expectNoSidewaysScroll(page);
    }
    await page.goto(`${app.url}/ui/#/events`);
    await page.getByText('of-nobody').first().waitFor();
    await expectNoSidewaysScroll(page);
    await closed();
  });

  test('an instance says why it stands where it stands, also when its address is opened by itself', async () => {
    const page = await look('/fleets/web');
    await page.getByRole('link', { name: /^web_0: deployed/ }).click();
    const dialog = page.getByRole('dialog', { name: 'web_0' });
    await dialog.getByText(/^Registered .*web000000.*: ready in Azure, no target yet/).waitFor();
    await expectAccessible(page);
    await page.reload();
    await dialog.getByText('Decisions that name it').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForURL(/#\/fleets\/web$/);
    await page.getByRole('button', { name: 'As a table' }).click();
    expect(await page.locator('tbody tr').count()).toBe(3);
    expect(await page.locator('nav [aria-current=page]').textContent()).toBe('Fleets');
    await closed();
  });

  test('what a reaction deployed is told machine by machine', async () => {
    const page = await look('/fleets/web');
    await page.getByText('1 deployment', { exact: true }).click();
    await page
      .getByText(/Web Shop 1\.1\.0 on 3 machines/)
      .first()
      .waitFor();
    await page.getByText('it ended with Success').first().waitFor();
    await closed();
  });

  test('whoever has colours of their own still sees which instance is which, and where they are', async () => {
    const page = await look('/fleets/web', { forcedColors: 'active' });
    await page.locator('.blocks a').first().waitFor();
    const block = page.locator('.blocks a.good').first();
    expect(await styleOf(block, 'background-color')).toBe(await styleOf(block, 'color'));
    const asTable = page.getByRole('button', { name: 'As a table' });
    await asTable.click();
    await page.mouse.click(0, 0);
    expect(await styleOf(asTable, 'outline-style')).toBe('solid');
    await expectAccessible(page);
    await closed();
  });

  test('the timeline shows one topic alone', async () => {
    const page = await look('/fleets/web');
    await page.getByRole('combobox').selectOption('deployments');
    await page.getByText('it ended with Success').waitFor();
    expect(await page.locator('.timeline').textContent()).not.toContain('Registered');
    await closed();
  });

  test('a scale-out is watched as it happens, from the reconcile that a person asks for', async () => {
    const page = await look('/fleets/web');
    await page.locator('.blocks li').nth(2).waitFor();
    app.outside.arm.sim.setCapacity(scaleSetId('web'), 5);
    await page.getByRole('button', { name: 'Reconcile…' }).click();
    await page.getByText('It looks at Azure and Octopus at once').waitFor();
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Reconcile', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await minutesPass(0.5);
    // Two more than asked for: Azure makes some to drop later.
    await page.getByText('4 creating').waitFor();
    expect(await page.locator('.tally').textContent()).toContain('7 instances');
    await minutesPass(8);
    await page.getByText('5 deployed').waitFor();
    expect(await page.locator('.tally').textContent()).toContain('5 instances');
    await page.getByText('5 of 5', { exact: true }).waitFor();
    await page.getByText('asked for by me').first().waitFor();
    await closed();
  });

  test('a rollout is planned, begun, approved and rolled back by its buttons', async () => {
    const page = await look('/fleets/web');
    await page.getByRole('button', { name: 'Start a rollout…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Show the plan' }).click();
    await dialog.getByRole('alert').waitFor();
    const version = scaleSetId('web').replace(
      /Microsoft\.Compute.*/,
      'Microsoft.Compute/galleries/demo/images/web/versions/1.1.0',
    );
    const policy = await dialog.getByLabel('Policy (YAML)').inputValue();
    await dialog.getByLabel('Policy (YAML)').fill(policy.replace(/version:.*/, `version: ${version}`));
    await dialog.getByRole('button', { name: 'Show the plan' }).click();
    await dialog.getByText(/web__1 with 5 machines, in place of web;/).waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('heading', { name: 'Capacity' }).waitFor();

    await minutesPass(6);
    const step = page.locator('.steps [aria-current]');
    await page.getByRole('button', { name: 'Approve…' }).waitFor();
    expect(await step.textContent()).toContain('Wait for approval');
    expect(await page.getByRole('img', { name: /^Machines over time/ }).getAttribute('aria-label')).toMatch(
      /now 4 old and 1 new$/,
    );
    await expectAccessible(page);
    await page.getByRole('button', { name: 'Approve…' }).click();
    await page.getByText('Then come:').waitFor();
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    await minutesPass(10);
    await page.getByRole('button', { name: 'Roll back…' }).click();
    const severe = page.getByRole('dialog').getByRole('button', { name: 'Roll back', exact: true });
    expect(await severe.isDisabled()).toBe(true);
    await page.getByLabel(/^Type web/).fill('web');
    await severe.click();
    await minutesPass(15);
    await page.locator('h1').getByText('rolled back').waitFor();
    await page.getByText('asked for by me').first().waitFor();
    await expectAccessible(page);
    await closed(/status of 400/);
  });

  test('a viewer sees everything and no button', async () => {
    const page = await look('/fleets/web', { role: 'Viewer' });
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    expect(await page.getByRole('button', { name: /…$/ }).count()).toBe(0);
    await page.locator('.heads').getByRole('link', { name: 'web__1' }).click();
    await page.getByRole('heading', { name: 'Capacity' }).waitFor();
    expect(await page.getByRole('button', { name: /…$/ }).count()).toBe(0);
    await closed();
  });

  test('an event that led to nothing shows what came, as text and nothing else', async () => {
    await app.send('POST', '/api/scale-events', { body: { note: NASTY } });
    const page = await look('/events');
    await page.getByText('What came').first().click();
    expect(await page.locator('pre').first().textContent()).toContain('onerror');
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.title()).toBe('Fleet Conductor');
    await expectAccessible(page);
    await closed();
  });

  test('the keys are told on a sheet, and work', async () => {
    const page = await look('/');
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: 'Settings in force' }).waitFor();
    await page.keyboard.press('t');
    await page.getByRole('button', { name: 'Times: local' }).waitFor();
    await closed();
  });

  test('whoever is signed out meanwhile is told so, where they are', async () => {
    const page = await look('/fleets/web');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
    await open?.context.clearCookies();
    await page.getByRole('link', { name: 'Settings' }).click();
    const back = page.getByRole('alert').first().getByRole('link', { name: 'Sign in' });
    expect(await back.getAttribute('href')).toBe(
      '/.auth/login/aad?post_login_redirect_uri=%2Fui%2F%23%2Fsettings',
    );
    await closed(/status of 401/);
  });
});
