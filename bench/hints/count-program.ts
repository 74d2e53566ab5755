// First, so that the app's packages find the host they run on.
import '../../local/host/install-core.ts';
import { tellResult } from '../program.ts';
import { countHints } from './count-hints.ts';

tellResult(await countHints());
