import type { Change, Facet, Facets } from '../../contracts/rollout/facets.ts';
import type { Changeable, Progress, RolloutProvider } from '../../ports/rollout.ts';
import { readAutoscale, stepAutoscale } from './autoscale.ts';
import { costOf } from './cost.ts';
import { readExistence, stepExistence } from './existence.ts';
import { readExposure, stepExposure } from './exposure.ts';
import { progressOf, type Step } from './facet.ts';
import { type FleetCloud, idOfUnit } from './fleet-cloud.ts';
import { readLabels, stepLabels } from './labels.ts';
import { readHealth, readMachines } from './machines.ts';
import { readMetric } from './metrics.ts';
import { askOperation } from './operations.ts';
import { readReach } from './reach.ts';
import { readReadiness } from './readiness.ts';
import { readSize, stepSize } from './size.ts';
import { surveyFleet } from './survey.ts';
import { type Going, readToken, running } from './token.ts';

type Stepping<F extends Facet> = (cloud: FleetCloud, step: Step<F>) => Promise<Progress>;

const STEPS: { [F in Facet]: Stepping<F> } = {
  existence: stepExistence,
  size: stepSize,
  autoscale: stepAutoscale,
  exposure: stepExposure,
  labels: stepLabels,
};

/** A fleet's scale sets as a rollout sees them. */
export function vmssProvider(cloud: FleetCloud): RolloutProvider {
  return {
    traits: { progress: 'instances', newUnit: 'empty', exposure: 'unitByUnit' },
    facets: {
      existence: changeable(cloud, 'existence', readExistence),
      size: changeable(cloud, 'size', readSize),
      autoscale: changeable(cloud, 'autoscale', readAutoscale),
      exposure: changeable(cloud, 'exposure', readExposure),
      labels: changeable(cloud, 'labels', readLabels),
    },
    poll: (operation) => poll(cloud, operation),
    survey: (policy) => surveyFleet(cloud, policy),
    readiness: (unit) => readReadiness(cloud, unit),
    reach: (unit, front) => readReach(cloud, unit, front),
    machines: (unit) => readMachines(cloud, unit),
    health: (unit) => readHealth(cloud, unit),
    metric: (query) => readMetric(cloud, query),
    memberId: (unit) => idOfUnit(cloud, unit).toLowerCase(),
    cost: costOf,
  };
}

function changeable<F extends Facet>(
  cloud: FleetCloud,
  facet: F,
  read: (cloud: FleetCloud, of: string) => Promise<Facets[F]>,
): Changeable<Facets[F]> {
  return {
    read: (of) => read(cloud, of),
    begin: (of, to, { once, at }) => {
      const change = { facet, of, to } as unknown as Change;
      return progressOf(() => take(cloud, { change, once, at, looks: 0 }, true));
    },
  };
}

/** The operation’s end is only a reason to look: done is what the world shows (rule 14). */
function poll(cloud: FleetCloud, operation: string): Promise<Progress> {
  return progressOf(async () => {
    const { v: _version, operation: under, ...going } = readToken(operation);
    if (under) {
      const asked = await askOperation(cloud.clients, under);
      if (asked.state === 'running') return running(going, { ...asked, operation: under });
      if (asked.state === 'failed') return { state: 'failed', problem: asked.problem };
    }
    return take(cloud, going, false);
  });
}

function take(cloud: FleetCloud, going: Going, isFirst: boolean): Promise<Progress> {
  const step = STEPS[going.change.facet] as Stepping<Facet>;
  return step(cloud, { going, isFirst });
}
