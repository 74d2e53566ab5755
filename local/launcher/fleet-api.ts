import type { TimelineEntry } from '../../shared/contracts/timeline.ts';
import type { RolloutCommand } from '../../shared/contracts/rollout/record.ts';
import type { instanceView, reactionView } from '../../shared/view/fleet-view.ts';
import type { planView, rolloutView } from '../../shared/view/rollout-view.ts';

export type InstanceItem = ReturnType<typeof instanceView>;
export type ReactionItem = ReturnType<typeof reactionView>;
export type PlanAnswer = ReturnType<typeof planView>;
export type RolloutAnswer = ReturnType<typeof rolloutView>;

/** The HTTP API of the app as the demo uses it. Throws an Error with the answer's text for any refusal. */
export class FleetApi {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  async put(fleet: string, body: unknown): Promise<void> {
    await this.#call(`fleets/${fleet}`, { method: 'PUT', body: JSON.stringify(body) });
  }

  /** The role that makes a target the fleet's own. */
  async ownerMark(fleet: string): Promise<string> {
    const { status } = (await this.#call(`fleets/${fleet}`)) as { status: { ownerMark: string } };
    return status.ownerMark;
  }

  async postScaleEvent(body: unknown): Promise<void> {
    await this.#call('scale-events', { method: 'POST', body: JSON.stringify(body) });
  }

  async instances(fleet: string): Promise<InstanceItem[]> {
    const all: InstanceItem[] = [];
    for (let before = ''; ;) {
      const path = `fleets/${fleet}/instances?take=500${before && `&before=${before}`}`;
      const page = (await this.#call(path)) as { items: InstanceItem[]; next?: string };
      all.push(...page.items);
      if (page.next === undefined) return all;
      before = page.next;
    }
  }

  /** Oldest first. */
  async timeline(fleet: string): Promise<TimelineEntry[]> {
    const page = (await this.#call(`fleets/${fleet}/timeline?take=500`)) as { items: TimelineEntry[] };
    return page.items.reverse();
  }

  /** Oldest first, each with its deployments. */
  async reactions(fleet: string): Promise<ReactionItem[]> {
    const page = (await this.#call(`fleets/${fleet}/reactions?take=100`)) as { items: { id: string }[] };
    const whole = page.items.map(({ id }) =>
      this.#call(`fleets/${fleet}/reactions/${encodeURIComponent(id)}`),
    );
    return ((await Promise.all(whole)) as ReactionItem[]).reverse();
  }

  async plan(policy: object): Promise<PlanAnswer> {
    const init = { method: 'POST', body: JSON.stringify(policy) };
    return (await this.#call('rollouts/plan', init)) as PlanAnswer;
  }

  /** Returns the new rollout's id. */
  async startRollout(policy: object): Promise<string> {
    const begun = await this.#call('rollouts', { method: 'POST', body: JSON.stringify(policy) });
    return (begun as { id: string }).id;
  }

  async rollout(id: string): Promise<RolloutAnswer> {
    return (await this.#call(`rollouts/${id}`)) as RolloutAnswer;
  }

  async command(id: string, command: RolloutCommand, body: object = {}): Promise<void> {
    await this.#call(`rollouts/${id}/${command}`, { method: 'POST', body: JSON.stringify(body) });
  }

  /** Oldest first. */
  async rolloutTimeline(id: string): Promise<TimelineEntry[]> {
    const page = (await this.#call(`rollouts/${id}/timeline?take=500`)) as { items: TimelineEntry[] };
    return page.items.reverse();
  }

  async #call(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await fetch(`${this.#url}/api/${path}`, {
      ...init,
      headers: { 'content-type': 'application/json', 'x-functions-key': this.#key },
      signal: AbortSignal.timeout(10_000),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }
}
