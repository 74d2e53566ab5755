import { expect, test } from '@jest/globals';

import { all, conformance } from './conformance.ts';

const it = conformance();
const settings = () => it.monitor.autoscaleSettings;

const setting = (scaleSet: string) => ({
  location: 'westeurope',
  enabled: true,
  targetResourceUri: scaleSet,
  profiles: [
    {
      name: 'default',
      capacity: { minimum: '2', maximum: '6', default: '2' },
      rules: [
        {
          metricTrigger: {
            metricName: 'Percentage CPU',
            metricResourceUri: scaleSet,
            timeGrain: 'PT1M',
            statistic: 'Average' as const,
            timeWindow: 'PT5M',
            timeAggregation: 'Average' as const,
            operator: 'GreaterThan' as const,
            threshold: 70,
          },
          scaleAction: {
            direction: 'Increase' as const,
            type: 'ChangeCount' as const,
            value: '2',
            cooldown: 'PT5M',
          },
        },
      ],
    },
  ],
});

test('a setting is written, read, listed, switched off and deleted', async () => {
  const scaleSet = it.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'quiet', capacity: 2 });
  const body = { ...setting(scaleSet), enabled: false };
  const written = await settings().createOrUpdate('rg-demo', 'quiet', body);
  expect(written.profiles?.[0]?.capacity).toEqual({ minimum: '2', maximum: '6', default: '2' });
  expect(await settings().get('rg-demo', 'quiet')).toMatchObject({ enabled: false });
  expect(await all(settings().listByResourceGroup('rg-demo'))).toHaveLength(1);
  expect(await all(settings().listBySubscription())).toHaveLength(1);
  expect((await settings().update('rg-demo', 'quiet', { tags: { a: 'b' } })).tags).toEqual({ a: 'b' });
  await settings().delete('rg-demo', 'quiet');
  await expect(settings().get('rg-demo', 'quiet')).rejects.toMatchObject({ statusCode: 404 });
});

test('metrics of a set are read as points of what they were', async () => {
  const scaleSet = it.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'busy', capacity: 2 });
  it.arm.sim.setMetric({ resource: scaleSet, name: 'Percentage CPU', value: 90 });
  await new Promise((resolve) => setTimeout(resolve, 60));
  const metrics = await it.monitor.metrics.list(scaleSet, {
    metricnames: 'Percentage CPU',
    interval: 'PT1M',
  });
  expect(metrics.value[0]?.timeseries?.[0]?.data?.at(-1)?.average).toBe(90);
});
