import { textAt, valueAt } from '../json.ts';
import type { InstanceRecord, ScaleSetRecord } from '../records.ts';

/** Which of these instances a scale-in by `count` removes: zones balanced first, then as the policy says; protected ones never. */
export function chooseVictims(
  scaleSet: ScaleSetRecord,
  kept: InstanceRecord[],
  count: number,
): InstanceRecord[] {
  const candidates = kept.filter((instance) => instance.protection?.protectFromScaleIn !== true);
  const remaining = new Set(kept);
  const victims: InstanceRecord[] = [];
  const order = preference(scaleSet);
  const pool = new Set(candidates);
  while (victims.length < count && pool.size > 0) {
    const victim = nextVictim({ pool, remaining, order, byFaultDomain: isDefault(scaleSet) });
    pool.delete(victim);
    remaining.delete(victim);
    victims.push(victim);
  }
  return victims;
}

type Order = (a: InstanceRecord, b: InstanceRecord) => number;

function nextVictim(choice: {
  pool: Set<InstanceRecord>;
  remaining: Set<InstanceRecord>;
  order: Order;
  byFaultDomain: boolean;
}): InstanceRecord {
  const zones = tally(choice.remaining, zoneOf);
  const domains = choice.byFaultDomain ? tally(choice.remaining, domainOf) : new Map<string, number>();
  const weight: Order = (a, b) =>
    (zones.get(zoneOf(b)) ?? 0) - (zones.get(zoneOf(a)) ?? 0) ||
    (domains.get(domainOf(b)) ?? 0) - (domains.get(domainOf(a)) ?? 0) ||
    choice.order(a, b);
  return [...choice.pool].reduce((best, instance) => (weight(instance, best) < 0 ? instance : best));
}

/** Default: highest id; NewestVM and OldestVM by creation time. */
function preference(scaleSet: ScaleSetRecord): Order {
  const rule = ruleOf(scaleSet);
  if (rule === 'NewestVM') return (a, b) => b.createdAt - a.createdAt || b.index - a.index;
  if (rule === 'OldestVM') return (a, b) => a.createdAt - b.createdAt || a.index - b.index;
  return (a, b) => b.index - a.index;
}

function isDefault(scaleSet: ScaleSetRecord): boolean {
  return ruleOf(scaleSet) === 'Default';
}

function ruleOf(scaleSet: ScaleSetRecord): string {
  const first = valueAt(scaleSet.properties, 'scaleInPolicy', 'rules', 0);
  return typeof first === 'string'
    ? first
    : (textAt(scaleSet.properties, 'scaleInPolicy', 'rule') ?? 'Default');
}

function zoneOf(instance: InstanceRecord): string {
  return instance.zone ?? '';
}

function domainOf(instance: InstanceRecord): string {
  return `${zoneOf(instance)}/${instance.faultDomain}`;
}

function tally(
  instances: Iterable<InstanceRecord>,
  by: (instance: InstanceRecord) => string,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const instance of instances) counts.set(by(instance), (counts.get(by(instance)) ?? 0) + 1);
  return counts;
}
