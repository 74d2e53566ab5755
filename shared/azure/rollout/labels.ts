import type { Facets } from '../../contracts/rollout/facets.ts';
import { permanent } from '../../contracts/problem.ts';
import type { Progress } from '../../ports/rollout.ts';
import { failed, type Step } from './facet.ts';
import { type FleetCloud, readSet } from './fleet-cloud.ts';
import { labelsOf, withLabels } from './marks.ts';
import { beginOperation } from './operations.ts';
import { running } from './token.ts';

const MOST_LOOKS = 5;

export async function readLabels(cloud: FleetCloud, unit: string): Promise<Facets['labels']> {
  return labelsOf((await readSet(cloud, unit))?.tags);
}

/** Labels are tags of ours; those of others stay, and one written meanwhile is not lost. */
export async function stepLabels(cloud: FleetCloud, { going, isFirst }: Step<'labels'>): Promise<Progress> {
  const { of, to } = going.change;
  const set = await readSet(cloud, of);
  if (!set)
    return failed(
      permanent('unitNotFound', `There is no scale set ${of} to label.`, 'Roll back, or make it again.'),
    );
  if (hasLabels(set.tags, to)) return { state: 'done' };
  if (!isFirst && going.looks < MOST_LOOKS)
    return running({ ...going, looks: going.looks + 1 }, { pollAfterSeconds: 10 });
  if (!isFirst)
    return failed(
      permanent(
        'labelsNotTaken',
        `${of} does not show the tags it was given.`,
        'See who else writes it; then retry.',
      ),
    );
  const { clients, base } = cloud;
  const condition = set.etag ? { ifMatch: set.etag } : {};
  const tags = withLabels(set.tags, to);
  const begun = await beginOperation(() =>
    clients.compute.virtualMachineScaleSets.update(base.resourceGroup, of, { tags }, condition),
  );
  return running(going, begun);
}

function hasLabels(tags: Record<string, string> | undefined, labels: Facets['labels']): boolean {
  const shown = labelsOf(tags);
  const names = Object.keys({ ...shown, ...labels });
  return names.every((name) => shown[name] === labels[name]);
}
