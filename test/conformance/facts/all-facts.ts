import { DEFAULT_FACTS } from './defaults.ts';
import { ERROR_FACTS } from './errors.ts';
import type { Fact } from './fact.ts';
import { INSTANCE_FACTS } from './instances.ts';
import { LOAD_BALANCER_FACTS } from './load-balancers.ts';
import { NETWORK_AND_MONITOR_FACTS } from './network-and-monitor.ts';
import { OPERATION_FACTS } from './operations.ts';
import { WRITE_FACTS } from './writes.ts';

/** Each stands on its own: it is given a simulator with nothing in it, on a clock that it moves itself. */
export const FACTS: readonly Fact[] = [
  ...WRITE_FACTS,
  ...OPERATION_FACTS,
  ...INSTANCE_FACTS,
  ...DEFAULT_FACTS,
  ...ERROR_FACTS,
  ...LOAD_BALANCER_FACTS,
  ...NETWORK_AND_MONITOR_FACTS,
];
