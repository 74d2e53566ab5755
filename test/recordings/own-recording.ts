import { valueAt } from '../../local/arm/json.ts';
import { givenArm, scaleSetPath, type Answer, type GivenArm } from '../arm/given-arm.ts';
import type { Exchange, Recording } from './recording.ts';

const KEPT = /^(azure-asyncoperation|location|x-ms-ratelimit-remaining-.*)$/;
const VERSION = 'api-version=2024-07-01';
const SET = scaleSetPath('web');
const MODEL = {
  location: 'westeurope',
  sku: { name: 'Standard_D2s_v5', tier: 'Standard', capacity: 2 },
  properties: {
    upgradePolicy: { mode: 'Manual' },
    overprovision: false,
    virtualMachineProfile: {
      osProfile: { computerNamePrefix: 'web', adminUsername: 'azureuser', adminPassword: 'Pa55-word-1234' },
      storageProfile: { imageReference: { publisher: 'p', offer: 'o', sku: 's', version: 'latest' } },
    },
  },
};

/** The simulator's own traffic, recorded as others recorded the real service: a set is created, listed, restarted, scaled. */
export async function ownRecording(): Promise<Recording> {
  const given = await givenArm({ rateLimits: true, seed: 7 });
  const recorder = new Recorder(given);
  try {
    await recorder.ask('PUT', `${SET}?${VERSION}`, MODEL);
    await recorder.ask('GET', `${SET}?${VERSION}`);
    await recorder.ask('GET', `${SET}/virtualMachines?$expand=instanceView&${VERSION}`);
    await recorder.ask('POST', `${SET}/restart?${VERSION}`, { instanceIds: ['0'] });
    await recorder.ask('PATCH', `${SET}?${VERSION}`, { sku: { ...MODEL.sku, capacity: 3 } });
    await recorder.ask('GET', `${SET}/instanceView?${VERSION}`);
    await recorder.ask('GET', `${SET}/virtualMachines/99?${VERSION}`);
    await recorder.ask('DELETE', `${SET}?${VERSION}`);
    await recorder.ask('GET', `${SET}?${VERSION}`);
  } finally {
    await given.arm.stop();
  }
  return { name: 'own', exchanges: recorder.exchanges, keepsRetryAfter: false, isGrouped: false };
}

class Recorder {
  readonly exchanges: Exchange[] = [];
  readonly #given: GivenArm;

  constructor(given: GivenArm) {
    this.#given = given;
  }

  /** Asks, and polls what it began until it has ended. */
  async ask(method: string, path: string, body?: unknown): Promise<void> {
    await this.#given.clock.advance(500);
    const answer = await this.#given.ask(method, path, body === undefined ? {} : { body });
    this.#keep(method, { url: `${this.#given.arm.url}${path}`, body, answer });
    const poll = answer.headers.get('azure-asyncoperation');
    if (poll === null) return;
    for (
      let status: unknown = 'InProgress';
      status === 'InProgress';
      await this.#given.clock.advance(60_000)
    ) {
      const polled = await this.#given.ask('GET', poll);
      this.#keep('GET', { url: poll, body: undefined, answer: polled });
      status = valueAt(polled.body, 'status');
    }
  }

  #keep(method: string, { url, body = null, answer }: { url: string; body?: unknown; answer: Answer }): void {
    this.exchanges.push({
      method,
      url,
      requestBody: body,
      status: answer.status,
      responseHeaders: Object.fromEntries([...answer.headers].filter(([name]) => KEPT.test(name))),
      responseBody: answer.body ?? null,
    });
  }
}
