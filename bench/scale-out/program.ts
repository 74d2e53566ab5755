// First, so that the app's packages find the host they run on.
import '../../local/host/install-core.ts';
import { input, peakMemoryMib, tellResult } from '../program.ts';
import { scaleOut } from './scale-out.ts';
import type { Conditions } from './fleet-under-test.ts';

const result = await scaleOut(input<Conditions>());
tellResult({ ...result, peakMemoryMib: peakMemoryMib() });
