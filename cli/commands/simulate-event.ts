import { randomUUID } from 'node:crypto';
import { type Command, Option } from 'commander';
import type { FleetAnswer } from '../../shared/view/answers.ts';
import { fleetPath } from '../api-paths.ts';
import { connectionOf, isLocal } from '../config/connection.ts';
import { EXIT } from '../exit-codes.ts';
import { FleetError } from '../fleet-error.ts';
import { say } from '../io.ts';
import type { Tools } from './tools.ts';

/** Event Grid's own door. */
const DOOR = '/runtime/webhooks/eventgrid?functionName=scaleEvents';
/** What opens it on one machine, and nothing else. */
const LOCAL_EVENT_KEY = 'local-eventgrid';
const EVENTS = {
  write: 'ResourceWriteSuccess',
  delete: 'ResourceDeleteSuccess',
  action: 'ResourceActionSuccess',
};
type Kind = keyof typeof EVENTS;

/** What Azure would say, said by hand to an installation on this machine. */
export function addSimulateEventCommand(program: Command, tools: Tools): void {
  const kinds = new Option('--type <type>', 'what has happened to the scale set').choices(
    Object.keys(EVENTS),
  );
  program
    .command('simulate-event <fleet>')
    .description(
      'bring an event about the fleet’s scale set as Event Grid does; only to an installation on this machine',
    )
    .addOption(kinds.default('write'))
    .action((fleet: string, { type }: { type: Kind }) => simulateEvent(tools, fleet, type));
}

async function simulateEvent({ io, client, flags }: Tools, fleet: string, kind: Kind): Promise<void> {
  const { server } = connectionOf(flags(), io);
  if (!isLocal(server))
    throw new FleetError(
      `${server} is not on this machine.`,
      `Have the fleet look there: fleet reconcile ${fleet}`,
      EXIT.usage,
    );
  const { scaleSet } = await client().get<FleetAnswer>(fleetPath(fleet));
  const event = eventAbout(scaleSet, kind, io.now());
  await client().deliver(DOOR, [event], LOCAL_EVENT_KEY);
  const { items } = await client().get<{ items: Refused[] }>('/api/events/quarantined?take=50');
  const refused = items.find(({ id }) => id === event.id);
  if (refused)
    throw new FleetError(
      `It led to nothing: ${refused.reason}`,
      'See fleet open, page Events.',
      EXIT.problems,
    );
  say(
    io.stderr,
    `${event.eventType} about ${scaleSet} was taken: ${fleet} looks. Follow it with: fleet watch ${fleet}`,
  );
}

interface Refused {
  id: string;
  reason: string;
}

function eventAbout(scaleSet: string, kind: Kind, now: number) {
  const [, , subscription = ''] = scaleSet.split('/');
  return {
    ...{ id: randomUUID(), subject: scaleSet, topic: `/subscriptions/${subscription}` },
    ...{ eventType: `Microsoft.Resources.${EVENTS[kind]}`, eventTime: new Date(now).toISOString() },
    ...{ dataVersion: '2', metadataVersion: '1' },
    data: {
      ...{ resourceUri: scaleSet, resourceProvider: 'Microsoft.Compute', status: 'Succeeded' },
      ...{ operationName: `Microsoft.Compute/virtualMachineScaleSets/${kind}`, subscriptionId: subscription },
    },
  };
}
