import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { builtPages } from '../../local/launcher/built-pages.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { fleetOver } from '../doors/support/fleets.ts';
import { openApp, type OpenApp } from '../doors/support/open-app.ts';
import { imageVersion } from '../support/rollouts.ts';
import { describeInBrowser, expectAccessible, visit, type Visit } from './support/browser.ts';
import { openBrowser, type Role } from './support/chromium.ts';

const CANARY = {
  ...{
    fleet: 'web',
    image: { version: imageVersion('1.1.0') },
    instances: 'sameAsRunning',
    onFailure: 'rollback',
  },
  canary: {
    steps: [
      { upgrade: '34%' },
      { pause: { untilApproved: true, timeout: 'P1D', onTimeout: 'rollback' } },
      { upgrade: '67%' },
      { pause: { for: 'PT2H' } },
      { upgrade: '100%' },
    ],
  },
};
const SWAP = {
  ...{ fleet: 'web', image: { version: imageVersion('1.1.0') }, onFailure: 'rollback' },
  blueGreen: {
    ...{ loadBalancer: 'web-lb', productionPool: 'production', stagePool: 'stage', drain: 'PT30S' },
    steps: [
      { upgrade: '100%' },
      { pause: { untilApproved: true, timeout: 'P1D', onTimeout: 'rollback' } },
      { swap: {} },
      { bake: { for: 'PT30M' } },
      { downsize: { after: 'PT1H' } },
    ],
  },
};

describeInBrowser('every action on a page', () => {
  let app: OpenApp;
  let browser: Browser;
  let open: Visit | undefined;

  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  /** A fleet at rest, and somebody who looks at its page. */
  async function lookAtTheFleet(role: Role = 'Operator'): Promise<Page> {
    app = await openApp({ signIn: true, pages: builtPages() });
    await app.send('PUT', '/api/fleets/web', { body: fleetOver('web') });
    await minutesPass(4);
    open = await visit(browser, app.url, { role, path: '/fleets/web' });
    return open.page;
  }

  async function minutesPass(minutes: number): Promise<void> {
    await app.clock.advance(minutes * 60_000);
  }

  async function closed(): Promise<void> {
    const { complaints = [], context } = open ?? {};
    await context?.close();
    await app.close();
    expect(complaints).toEqual([]);
  }

  async function starts(page: Page, policy: object): Promise<void> {
    await page.getByRole('button', { name: 'Start a rollout…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Policy (YAML)').fill(JSON.stringify(policy));
    await dialog.getByRole('button', { name: 'Show the plan' }).click();
    await dialog.getByRole('button', { name: 'Start' }).click();
    await page.getByRole('heading', { name: 'Capacity' }).waitFor();
  }

  /** Presses a button of the page, and the one of its dialog that does it. */
  async function does(page: Page, what: string): Promise<void> {
    await page.getByRole('button', { name: `${what}…`, exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: what, exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }

  test('the list of fleets follows closely what moves', async () => {
    const page = await lookAtTheFleet('Viewer');
    await page.getByRole('link', { name: 'Fleets', exact: true }).click();
    const row = page.getByRole('row', { name: /web/ });
    await row.getByText('3 / 3').waitFor();
    app.outside.arm.sim.setCapacity(scaleSetId('web'), 5);
    await app.send('POST', '/api/fleets/web/reconcile', { body: {} });
    await minutesPass(0.5);
    // At rest it may take a quarter of a minute until it is asked for.
    await row.getByText('reacting').waitFor();
    await minutesPass(8);
    await row.getByText('5 / 5').waitFor({ timeout: 6000 });
    await closed();
  }, 60_000);

  test('a canary is paused, resumed, promoted past its gates, and ends with the new image', async () => {
    const page = await lookAtTheFleet();
    await starts(page, CANARY);
    const state = page.locator('h1 .state');
    await does(page, 'Pause');
    await minutesPass(1);
    await state.getByText('paused').waitFor();
    await does(page, 'Resume');
    await minutesPass(8);
    await page.getByRole('button', { name: 'Approve…' }).waitFor();
    await does(page, 'Promote');
    await minutesPass(8);
    await page
      .locator('.steps [aria-current]')
      .getByText(/^Pause for/)
      .waitFor();
    await does(page, 'Promote fully');
    await minutesPass(20);
    await state.getByText('succeeded').waitFor();
    await page.getByText('asked for by me').first().waitFor();
    await closed();
  });

  test('one that is aborted shows its way back before and while it takes it', async () => {
    const page = await lookAtTheFleet();
    await starts(page, CANARY);
    await minutesPass(8);
    await page.getByRole('button', { name: 'Abort…' }).click();
    await page
      .getByRole('dialog')
      .getByText(/^Set web to 3 machines: as it was before the rollout$/)
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Abort', exact: true }).click();
    await minutesPass(15);
    await page.locator('h1 .state').getByText('rolled back').waitFor();
    await closed();
  });

  test('a rejected approval takes the way back', async () => {
    const page = await lookAtTheFleet();
    await starts(page, CANARY);
    await minutesPass(8);
    await does(page, 'Reject');
    await minutesPass(15);
    await page.locator('h1 .state').getByText('rolled back').waitFor();
    await closed();
  });

  test('a swap is watched: who is in front of the traffic, before and after', async () => {
    const page = await lookAtTheFleet();
    await starts(page, SWAP);
    await minutesPass(10);
    const row = (unit: string) =>
      page.locator('tr').filter({ has: page.getByRole('rowheader', { name: unit, exact: true }) });
    await does(page, 'Approve');
    await minutesPass(6);
    await page.getByRole('heading', { name: 'Traffic' }).waitFor();
    await row('web__1').getByText('100 %').waitFor();
    await row('web').getByText('0 %', { exact: true }).waitFor();
    await expectAccessible(page);
    await closed();
  });

  test('removals that the fleet asks for are approved with its name typed', async () => {
    const page = await lookAtTheFleet();
    app.outside.arm.sim.setCapacity(scaleSetId('web'), 0);
    await does(page, 'Reconcile');
    await minutesPass(10);
    await page.getByRole('heading', { name: 'Needs you' }).waitFor();
    await page.getByRole('button', { name: 'Approve 3 removals…' }).click();
    const dialog = page.getByRole('dialog');
    const severe = dialog.getByRole('button', { name: 'Remove 3 targets' });
    expect(await severe.isDisabled()).toBe(true);
    await dialog.getByLabel(/^Type web/).fill('web');
    await expectAccessible(page);
    await severe.click();
    await minutesPass(6);
    await page.getByRole('heading', { name: 'Needs you' }).waitFor({ state: 'detached' });
    expect(app.outside.octopus.sim.list('machines')).toEqual([]);
    await closed();
  });
});
