import { ArmError, invalidParameter } from '../errors.ts';
import { invalidNetworkName } from './refusals.ts';

/** What a resource of a type may be called, and how its provider refuses another name. */
interface NameRule {
  /** As it stands in paths. */
  type: string;
  pattern: RegExp;
  refuse(name: string, rule: RegExp): ArmError;
}

const entity =
  (parameter: string): NameRule['refuse'] =>
  (_name, { source }) =>
    invalidParameter(
      `The entity name '${parameter}' is invalid according to its validation rule: ${source}.`,
      parameter,
    );
const network = { pattern: /^\w([\w.-]{0,78}\w)?$/, refuse: invalidNetworkName };

/** Begins with a letter or digit, ends neither with a point nor with a dash. */
const COMPUTE_NAME = /^[^_\W][\w\-._]{0,79}(?<![-.])$/;

export const NAMES: readonly NameRule[] = [
  {
    type: 'virtualMachineScaleSets',
    pattern: /^[^_\W][\w\-._]{0,63}(?<![-.])$/,
    refuse: entity('vmScaleSetName'),
  },
  { type: 'disks', pattern: COMPUTE_NAME, refuse: entity('diskName') },
  ...[
    ...['loadBalancers', 'backendAddressPools', 'inboundNatRules', 'networkInterfaces'],
    ...['virtualNetworks', 'subnets', 'networkSecurityGroups', 'securityRules'],
    ...['publicIPAddresses', 'publicIPPrefixes'],
  ].map((type) => ({ type, ...network })),
  {
    type: 'locks',
    pattern: /^[^<>%&:\\?/\p{Cc}]{1,260}$/u,
    refuse: (name) => new ArmError(400, 'InvalidLockName', `The lock name '${name}' is invalid.`),
  },
  {
    type: 'autoscaleSettings',
    pattern: /^[^:<>+/&%\\?|\p{Cc}]{0,259}[^:<>+/&%\\?|\p{Cc} .]$/u,
    refuse: (name) =>
      new ArmError(400, 'BadRequest', `The name '${name}' of the autoscale setting is not valid.`),
  },
];

const rules = new Map(NAMES.map((rule) => [rule.type.toLowerCase(), rule]));

/** Refuses to make something of a name that its type does not take; `path` as in OpenAPI. */
export function requireName(path: string, params: Record<string, string>): void {
  const [type = '', last = ''] = path.split('/').slice(-2);
  const name = /^\{(.+)\}$/.exec(last)?.[1];
  const rule = rules.get(type.toLowerCase());
  if (name === undefined || !rule) return;
  const given = params[name] ?? '';
  if (!rule.pattern.test(given)) throw rule.refuse(given, rule.pattern);
}
