import { PlannedDeployment, Reaction } from '../contracts/reaction.ts';
import type { Reactions } from '../ports/stores.ts';
import { createJournal } from './journal.ts';
import { prefixRange } from './row-store.ts';
import type { Change, Partition, RowStore } from './row-store.ts';
import { parseStored } from './stored-value.ts';

const OPEN = 'open:';
const FINISHED = 'finished:';
/** A deployment changes up to two rows, and both must fit one transaction of 100. */
const DEPLOYMENTS_PER_WRITE = 50;

const reactionsOf = (fleet: string): Partition => ({ table: 'reactions', partitionKey: fleet });
const deploymentsOf = (fleet: string): Partition => ({ table: 'deployments', partitionKey: fleet });

/**
 * Reactions as a journal per fleet. Deployments in a partition per fleet, the open ones first: finishing one moves its row in
 * one transaction, and reading the open ones costs the same however many have finished.
 */
export function createReactions(rows: RowStore): Reactions {
  const journal = createJournal(rows);
  return {
    save: (reaction) =>
      journal.put(reactionsOf(reaction.fleet), [
        { key: reaction.id, at: reaction.startedAt, value: reaction },
      ]),
    async get(fleet, id) {
      const row = await journal.get(reactionsOf(fleet), id);
      return row && parseStored(Reaction, row, reactionsOf(fleet));
    },
    async list(fleet, page) {
      const partition = reactionsOf(fleet);
      const { rows: found, ...next } = await journal.page(partition, page);
      return { items: found.map((row) => parseStored(Reaction, row, partition)), ...next };
    },
    saveDeployments: (fleet, deployments) => saveDeployments(rows, deploymentsOf(fleet), deployments),
    async deployment(fleet, id) {
      const partition = deploymentsOf(fleet);
      // A deployment opened again has both rows until it finishes, so the open one is asked for first.
      const row = (await rows.get(partition, OPEN + id)) ?? (await rows.get(partition, FINISHED + id));
      return row && parseStored(PlannedDeployment, row, partition);
    },
    async openDeployments(fleet) {
      const partition = deploymentsOf(fleet);
      const found = await rows.list(partition, prefixRange(OPEN));
      return found.map((row) => parseStored(PlannedDeployment, row, partition));
    },
  };
}

async function saveDeployments(
  rows: RowStore,
  partition: Partition,
  deployments: PlannedDeployment[],
): Promise<void> {
  for (let start = 0; start < deployments.length; start += DEPLOYMENTS_PER_WRITE) {
    await rows.write(
      partition,
      deployments.slice(start, start + DEPLOYMENTS_PER_WRITE).flatMap(deploymentRows),
    );
  }
}

function deploymentRows(deployment: PlannedDeployment): Change[] {
  const { id, state } = deployment;
  if (state === 'planned' || state === 'asking' || state === 'requested')
    return [{ do: 'put', key: OPEN + id, value: deployment }];
  return [
    { do: 'put', key: FINISHED + id, value: deployment },
    { do: 'remove', key: OPEN + id },
  ];
}
