import { Agent, request } from 'node:http';
import * as df from 'durable-functions';
import type { OrchestrationContext, Task } from 'durable-functions';
import hostJson from '../../host.json' with { type: 'json' };
import { scaledClock } from '../../local/clock/clock.ts';
import { type Host, startHost } from '../../local/host/start-host.ts';

const WARM_UP = 100;
/** Starts that are under way at once. */
const AT_ONCE = 16;

interface Batch {
  orchestration: 'one' | 'five';
  count: number;
  database: string;
}

interface Run {
  /** From the first start to the last end. */
  seconds: number;
  /** What the process computed meanwhile, the starting client included: steadier than time on a busy machine. */
  cpuSeconds: number;
  commits: number;
}

/** Orchestrations started over HTTP and run to their ends, in real time. */
export async function runOrchestrations(batch: Batch): Promise<Run> {
  const watch = new CommitWatch();
  const host = await startHost({
    ...{ port: 0, hostJson, load, database: batch.database, clock: scaledClock(1) },
    onStep: ({ kind, detail }) => {
      if (kind === 'commit') watch.note(detail);
    },
  });
  await toTheEnd(host, watch, { ...batch, count: WARM_UP });
  watch.commits = 0;
  const cpu = process.cpuUsage();
  const began = performance.now();
  await toTheEnd(host, watch, batch);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await host.stop();
  return { seconds, cpuSeconds: (user + system) / 1e6, commits: watch.commits };
}

/** Counts the host's commits and tells when enough of them were the end of an orchestration. */
class CommitWatch {
  commits = 0;
  #awaited = 0;
  #reached: () => void = () => undefined;

  completed(count: number): Promise<void> {
    this.#awaited = count;
    return new Promise((resolve) => {
      this.#reached = resolve;
    });
  }

  note(detail: string): void {
    this.commits++;
    if (detail.endsWith(': completed') && --this.#awaited === 0) this.#reached();
  }
}

function load(): void {
  df.app.activity('greet', { handler: (name: string) => `Hello ${name}` });
  df.app.orchestration('one', function* (context: OrchestrationContext): Generator<Task, unknown, unknown> {
    return yield context.df.callActivity('greet', 'one');
  });
  df.app.orchestration('five', function* (context: OrchestrationContext): Generator<Task, unknown, unknown> {
    const greetings: unknown[] = [];
    for (let turn = 1; turn <= 5; turn++)
      greetings.push(yield context.df.callActivity('greet', `turn ${turn}`));
    return greetings;
  });
}

async function toTheEnd(host: Host, watch: CommitWatch, { orchestration, count }: Batch): Promise<void> {
  const completed = watch.completed(count);
  const agent = new Agent({ keepAlive: true });
  const url = `${host.url}/runtime/webhooks/durabletask/orchestrators/${orchestration}?code=local-durable`;
  let left = count;
  const starter = async () => {
    while (left-- > 0) await post(url, agent);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, starter));
  await completed;
  agent.destroy();
}

function post(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers: { 'content-length': 0 } });
    sending.once('error', reject);
    sending.once('response', (response) => {
      response.resume();
      if (response.statusCode === 202) response.once('end', resolve);
      else reject(new Error(`the orchestration was not started: ${response.statusCode}`));
    });
    sending.end();
  });
}
