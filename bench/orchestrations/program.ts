// First, so that durable-functions finds the host it runs on.
import '../../local/host/install-core.ts';
import { join } from 'node:path';
import { input, tellResult } from '../program.ts';
import { runOrchestrations } from './run-orchestrations.ts';
import { secondsForTransactions } from './transactions.ts';

export interface Order {
  orchestration: 'one' | 'five';
  count: number;
  stateDir: string;
}

const { stateDir, ...order } = input<Order>();
const { seconds, cpuSeconds, commits } = await runOrchestrations({
  ...order,
  database: join(stateDir, 'taskhub.sqlite'),
});
const floorSeconds = secondsForTransactions(join(stateDir, 'floor.sqlite'), commits);
tellResult({ seconds, cpuSeconds, commits, floorSeconds });
