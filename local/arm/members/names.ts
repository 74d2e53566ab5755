import { ArmError, invalidParameter } from '../errors.ts';
import { EXTENSION_NAME } from './formats.ts';
import { invalidNetworkName } from './refusals.ts';

/** What a resource of a type may be called, and how its provider refuses another name. */
interface NameRule {
  /** As it stands in paths, without the provider; a child with what it is of. */
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
const bad =
  (code: string, says: (name: string) => string): NameRule['refuse'] =>
  (name) =>
    new ArmError(400, code, says(name));

/** Begins with a letter or digit, ends neither with a point nor with a dash; so many characters at most. */
const SHORT = /^[^_\W][\w\-._]{0,63}(?<![-.])$/;
const LONG = /^[^_\W][\w\-._]{0,79}(?<![-.])$/;
const WITHOUT_DASH = /^[^_\W][\w._]{0,79}(?<![_.])$/;
const NUMBERS = /^\d{1,9}\.\d{1,9}\.\d{1,9}$/;
const WORD = /^\w([\w.-]{0,78}\w)?$/;

const compute = (type: string, parameter: string, pattern: RegExp): NameRule => ({
  ...{ type, pattern, refuse: entity(parameter) },
});
const network = (type: string): NameRule => ({ type, pattern: WORD, refuse: invalidNetworkName });

export const NAMES: readonly NameRule[] = [
  {
    type: 'resourceGroups',
    pattern: /^[\p{L}\p{N}_\-().]{1,90}(?<!\.)$/u,
    refuse: bad(
      'InvalidResourceGroup',
      (name) =>
        `The provided resource group name '${name}' has these invalid characters or ends with a period. The name can be a letter, digit, '-', '.', '(', ')' or '_', has at most 90 characters and cannot end with a period.`,
    ),
  },
  {
    type: 'deployments',
    pattern: /^[\w.()-]{1,64}$/,
    refuse: bad(
      'InvalidDeployment',
      (name) =>
        `The deployment name '${name}' is invalid. The name can be up to 64 characters long and can contain letters, digits, '-', '.', '(', ')' and '_'.`,
    ),
  },
  {
    type: 'locks',
    pattern: /^[^<>%&:\\?/\p{Cc}]{1,260}$/u,
    refuse: bad('InvalidLockName', (name) => `The lock name '${name}' is invalid.`),
  },
  compute('virtualMachineScaleSets', 'vmScaleSetName', SHORT),
  compute('virtualMachineScaleSets/extensions', 'vmssExtensionName', EXTENSION_NAME),
  compute('virtualMachines', 'vmName', SHORT),
  compute('disks', 'diskName', LONG),
  compute('images', 'imageName', LONG),
  compute('galleries', 'galleryName', WITHOUT_DASH),
  compute('galleries/images', 'galleryImageName', LONG),
  compute('galleries/images/versions', 'galleryImageVersionName', NUMBERS),
  ...[
    ...['loadBalancers', 'loadBalancers/backendAddressPools', 'loadBalancers/inboundNatRules'],
    ...['networkInterfaces', 'virtualNetworks', 'virtualNetworks/subnets'],
    ...['networkSecurityGroups', 'networkSecurityGroups/securityRules'],
    ...['publicIPAddresses', 'publicIPPrefixes'],
  ].map(network),
  {
    type: 'autoscaleSettings',
    pattern: /^[^:<>+/&%\\?|\p{Cc}]{0,259}[^:<>+/&%\\?|\p{Cc} .]$/u,
    refuse: bad('BadRequest', (name) => `The name '${name}' of the autoscale setting is not valid.`),
  },
];

const rules = new Map(NAMES.map((rule) => [rule.type.toLowerCase(), rule]));

/** Refuses to make something of a name that its type does not take; `path` as in OpenAPI. */
export function requireName(path: string, params: Record<string, string>): void {
  const last = path.slice(path.lastIndexOf('/') + 1);
  const name = /^\{(.+)\}$/.exec(last)?.[1];
  if (name !== undefined) requireNameOf(typeIn(path), params[name] ?? '');
}

/** The same of a type such as `galleries/images`. */
export function requireNameOf(type: string, name: string): void {
  const rule = rules.get(type.toLowerCase());
  if (rule && !rule.pattern.test(name)) throw rule.refuse(name, rule.pattern);
}

/** The type that a path names: that of the last provider in it, or a resource group. */
function typeIn(path: string): string {
  const [, inProvider] = /.*\/providers\/[^/]+\/(.*)$/.exec(path) ?? [];
  const parts = (inProvider ?? path.split('/').slice(-2).join('/')).split('/');
  return parts.filter((_, index) => index % 2 === 0).join('/');
}
