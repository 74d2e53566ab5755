// First, so that the app's packages find the host they run on.
import '../../local/host/install-core.ts';
import { input, tellResult } from '../program.ts';
import { canary, type CanaryAsked } from './canary.ts';
import { manyCanaries } from './many-canaries.ts';

const asked = input<CanaryAsked | { fleets: number }>();
tellResult(await ('fleets' in asked ? manyCanaries(asked.fleets) : canary(asked)));
