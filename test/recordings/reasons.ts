import type { Difference } from './compare-bodies.ts';
import type { Target } from './target.ts';

/** A difference that a reader should not wonder about, and why. */
export interface Reason {
  verdict: 'equal in shape' | 'differs';
  text: string;
}

/** What a difference was found in. */
export interface Circumstances {
  target: Target;
  /** All that was found in the same exchange. */
  differences: Difference[];
}

interface Rule extends Reason {
  path: RegExp;
  kinds: Array<Difference['kind']>;
  operation?: RegExp;
  /** Only together with a difference at such a path. */
  beside?: RegExp;
  /** Only for recordings of api-versions before this one. */
  before?: string;
}

const shape = (text: string, rule: Omit<Rule, 'verdict' | 'text'>): Rule => ({
  verdict: 'equal in shape',
  text,
  ...rule,
});
const differs = (text: string, rule: Omit<Rule, 'verdict' | 'text'>): Rule => ({
  verdict: 'differs',
  text,
  ...rule,
});

const LEFT = 'header x-ms-ratelimit-remaining-resource';

const HEADERS: Rule[] = [
  shape('URLs of operations are signed on one side only', {
    path: /^header (azure-asyncoperation|location) signature$/,
    kinds: ['missing', 'extra'],
  }),
  shape('rate limits were named after their windows until 2023', {
    path: new RegExp(`^${LEFT} (windows$|VMScaleSetActions$|VMScaleSetBatchedVMRequests$)`),
    kinds: ['value', 'missing', 'extra'],
    before: '2022-12-01',
  }),
  shape('compute told of no rate limits yet', {
    path: new RegExp(`^${LEFT}$`),
    kinds: ['extra'],
    before: '2018-01-01',
  }),
  shape('compute told of no rate limits yet', {
    path: new RegExp(`^${LEFT}$`),
    kinds: ['extra'],
    operation: /simulateEviction$/,
    before: '2021-07-01',
  }),
  shape('an empty list told of no rate limits', {
    path: new RegExp(`^${LEFT}$`),
    kinds: ['extra'],
    operation: /^GET virtualMachineScaleSets$/,
  }),
  shape('limits on batches of machines are told of although none is touched', {
    path: new RegExp(`^${LEFT} VMScaleSetBatchedVMRequestsSubscriptionMaximum$`),
    kinds: ['extra'],
    operation: /^PUT virtualMachineScaleSets\/\{\}$/,
  }),
  shape('deletes were counted as writes', {
    path: /^header x-ms-ratelimit-remaining-subscription-writes$/,
    kinds: ['missing'],
    operation: /^DELETE/,
    before: '2018-01-01',
  }),
];

/** What answers to older api-versions do not have, or not for every kind of resource. */
const YOUNGER: Rule[] = [
  shape('etags since mid-2024', {
    path: /^(value\[\]\.)?etag$/,
    kinds: ['extra'],
    operation: /virtualMachine/i,
  }),
  shape('fields younger than the api-version', {
    path: /(osDisk\.osType|disableTcpStateTracking|orchestrationMode|platformFaultDomainCount|timeCreated|vmSize|exactVersion|dataDisks)$/,
    kinds: ['extra'],
    operation: /virtualMachineScaleSets/,
    before: '2021-07-01',
  }),
  shape('fields younger than the api-version', {
    path: /(resilientVMDeletionStatus|maxSurge|rollbackFailedInstancesOnPolicyBreach)$/,
    kinds: ['extra'],
    before: '2022-03-01',
  }),
  shape('what older api-versions do not have is left out, also where it was asked for', {
    path: /platformFaultDomainCount$/,
    kinds: ['missing'],
    before: '2021-07-01',
  }),
  shape('defaults of interfaces that some answers fill in', {
    path: /(enableAcceleratedNetworking|disableTcpStateTracking|privateIPAddressVersion)$/,
    kinds: ['missing'],
    before: '2021-07-01',
  }),
  shape('fields younger than the api-version', {
    path: /(disableOutboundSnat|probeThreshold|backendAddressPools|loadBalancerBackendAddresses|tier)$/,
    kinds: ['extra'],
    operation: /loadBalancers/,
    before: '2020-11-01',
  }),
  shape('the instance shows patch settings that its model leaves open', {
    path: /linuxConfiguration\.patchSettings$/,
    kinds: ['missing'],
    before: '2021-07-01',
  }),
];

const WORDS: Rule[] = [
  shape('how long the network still shows what over-provisioning has discarded is chance', {
    path: /^value$/,
    kinds: ['count'],
    operation: /virtualMachineScaleSets\/\{\}\/(networkInterfaces|publicipaddresses)$/,
  }),
  shape('a short catalogue of sizes', { path: /^value$/, kinds: ['count'], operation: /\/skus$/ }),
  shape('what extensions say of themselves is theirs', {
    path: /(extensions\[\]\.statuses\[\]|extensionHandlers\[\]\.status)\.message$/,
    kinds: ['missing'],
  }),
];

const NOT_SIMULATED: Rule[] = [
  differs('it failed for something that is not simulated', {
    path: /^(status|error)$/,
    kinds: ['value', 'missing'],
    operation: /^POLL/,
    beside: /^error$/,
  }),
];

const RULES: Rule[] = [...NOT_SIMULATED, ...HEADERS, ...YOUNGER, ...WORDS];

/** Why a difference is there, when that is known. */
export function reasonFor(difference: Difference, circumstances: Circumstances): Reason | undefined {
  return RULES.find((rule) => applies(rule, difference, circumstances));
}

function applies(rule: Rule, { path, kind }: Difference, circumstances: Circumstances): boolean {
  const { target, differences } = circumstances;
  return (
    rule.kinds.includes(kind) &&
    rule.path.test(path) &&
    (rule.operation?.test(target.operation) ?? true) &&
    (rule.beside === undefined || differences.some((other) => rule.beside?.test(other.path))) &&
    (rule.before === undefined || target.apiVersion < rule.before)
  );
}
