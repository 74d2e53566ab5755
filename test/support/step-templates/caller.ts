import { LOCAL_API_KEY, LOCAL_TOKEN } from '../../../local/launcher/start-world.ts';
import { scaleSetId } from '../../../local/launcher/seed-outside.ts';
import type { World } from '../world.ts';

/** What the templates stop at: they try nothing again. */
export class StepFailed extends Error {}

/** Calls as the templates make them, over HTTP: time stands still while one is under way. */
export class Caller {
  /** Of the task. */
  readonly log: string[] = [];
  readonly #world: World;
  #underWay = 0;

  constructor(world: World) {
    this.#world = world;
    world.clock.join({ isBusy: () => this.#underWay > 0 });
  }

  now(): number {
    return this.#world.clock.now();
  }

  /** Start-Sleep. */
  sleep(seconds: number): Promise<void> {
    return new Promise((resolve) => this.#world.clock.at(this.now() + seconds * 1000, resolve));
  }

  async azure<T>(scaleSet: string, below = ''): Promise<T> {
    const url = `${this.#world.outside.arm.url}${scaleSetId(scaleSet)}${below}?api-version=2024-07-01`;
    return this.#answer<T>(url, { headers: { authorization: `Bearer ${LOCAL_TOKEN}` } });
  }

  async octopus<T>(path: string, method = 'GET', body?: object): Promise<T> {
    const headers = { 'X-Octopus-ApiKey': LOCAL_API_KEY, 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    return this.#answer<T>(`${this.#world.outside.octopus.url}/api/Spaces-1/${path}`, {
      method,
      headers,
      ...sent,
    });
  }

  async #answer<T>(url: string, init: RequestInit): Promise<T> {
    this.#underWay += 1;
    try {
      const response = await fetch(url, init);
      const text = await response.text();
      if (!response.ok) throw new StepFailed(`There was an error calling the API: ${response.status}`);
      return (text === '' ? undefined : JSON.parse(text)) as T;
    } catch (error) {
      if (error instanceof StepFailed) throw error;
      throw new StepFailed('There was an error calling the API.');
    } finally {
      this.#underWay -= 1;
    }
  }
}
