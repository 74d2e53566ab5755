import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import { Fleet } from '../../shared/contracts/fleet.ts';
import { fleetFacts } from '../../shared/domain/rollout/fleet-facts.ts';
import { type PolicySource, readPolicy } from '../../functions/policies/read-policy.ts';
import { fleetOver } from '../doors/support/fleets.ts';

const DOCS = join(__dirname, '../../docs');
const EXAMPLES = join(DOCS, 'examples');

export const exampleNames = readdirSync(EXAMPLES).filter((name) => /^rollout-.*\.yaml$/.test(name));

export function exampleText(name: string): string {
  return readFileSync(join(EXAMPLES, name), 'utf8');
}

/** What the templates among the examples are to be given. */
export const GIVEN: Record<string, Record<string, unknown>> = {
  'rollout-template.yaml': { app: 'web', version: '1.1.0' },
};

/** The seeded fleet `web`, and no other. */
export function factsOf(name: string): Promise<Record<string, string> | undefined> {
  if (name !== 'web') return Promise.resolve(undefined);
  return Promise.resolve(
    fleetFacts({ name, fleet: Fleet.parse({ ...fleetOver('web'), scaleSet: scaleSetId('web') }) }),
  );
}

export function readText(text: string, given: Record<string, unknown> = {}) {
  return readPolicy({ document: { text, format: 'yaml' }, given, factsOf });
}

export function readValue(value: unknown, more: Partial<PolicySource> = {}) {
  return readPolicy({ document: { value }, factsOf, ...more });
}

/** `path: message` of everything that is wrong. */
export async function errorsOf(reading: ReturnType<typeof readPolicy>): Promise<string[]> {
  const read = await reading;
  return read.ok ? [] : read.errors.map(({ path, message }) => `${path}: ${message}`);
}
