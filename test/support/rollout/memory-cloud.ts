import { permanent, type Problem, ProblemError, transient } from '../../../shared/contracts/problem.ts';
import type { Change, Place, Size } from '../../../shared/contracts/rollout/facets.ts';
import type { RolloutImage } from '../../../shared/contracts/rollout/image.ts';

export interface MemoryUnit {
  name: string;
  image: RolloutImage;
  revision: number;
  /** Made by a rollout of the fleet. */
  isOurs: boolean;
  size: Size;
  machines: { name: string; ip: string; readyAt: number; failed?: string }[];
  place: Place;
  labels: Record<string, string>;
  /** Whole; `isOn` is all that going off changes. */
  autoscale?: { limits: Size; isOn: boolean };
}

interface Operation {
  id: string;
  change: Change;
  endsAt: number;
  problem?: Problem;
}

export type Spoiling = 'refused' | 'operationFails' | 'unavailable' | 'answerLost';

const OPERATION_SECONDS = 25;
const BOOT_SECONDS = 40;

/** A cloud in memory: operations take their time, and what came of them is there only when they are over. */
export class MemoryCloud {
  readonly units = new Map<string, MemoryUnit>();
  readonly images: RolloutImage[];
  now = 0;
  /** What became of the world, in that order. */
  readonly applied: Change[] = [];
  #operations = new Map<string, Operation>();
  #spoiling: Spoiling | undefined;
  #counter = 0;

  constructor(images: RolloutImage[]) {
    this.images = images;
  }

  add(unit: Partial<MemoryUnit> & { name: string; image: RolloutImage }, machines: number): void {
    const size = { min: machines, desired: machines, max: machines };
    const place = { production: 0, stage: false, mirror: 0 };
    const made = { revision: 0, isOurs: false, size, machines: [], place, labels: {}, ...unit };
    this.units.set(unit.name, made);
    this.#grow(made, machines, -BOOT_SECONDS);
  }

  elapse(seconds: number): void {
    this.now += seconds;
    this.#settle();
  }

  spoil(how: Spoiling): void {
    this.#spoiling = how;
  }

  /** The operation that makes the change, begun now or before; throws what the cloud answers in its place. */
  begin(change: Change): string {
    const how = this.#spoiling;
    this.#spoiling = undefined;
    if (how === 'unavailable') throw transient('cloudUnavailable', 'The cloud is away.');
    if (how === 'refused') throw permanent('cloudRefused', 'The cloud does not want this.', 'Ask it why.');
    const same = JSON.stringify(change);
    const under = [...this.#operations.values()].find(
      (one) => one.endsAt > this.now && JSON.stringify(one.change) === same,
    );
    const id = under?.id ?? `operation-${++this.#counter}`;
    const ending =
      how === 'operationFails'
        ? permanent('cloudFailed', 'There was no room.', 'Try later.').problem
        : undefined;
    this.#operations.set(id, {
      ...{ id, change, endsAt: under?.endsAt ?? this.now + OPERATION_SECONDS },
      ...(ending ? { problem: ending } : {}),
    });
    if (how === 'answerLost') throw transient('cloudUnreachable', 'The connection broke.');
    return id;
  }

  /** `undefined`: there is no such operation. */
  ask(id: string): 'running' | 'over' | Problem | undefined {
    this.#settle();
    const operation = this.#operations.get(id);
    if (!operation) return undefined;
    if (operation.endsAt > this.now) return 'running';
    return operation.problem ?? 'over';
  }

  #settle(): void {
    for (const operation of this.#operations.values()) {
      if (operation.endsAt > this.now || this.#settled.has(operation.id)) continue;
      this.#settled.add(operation.id);
      if (operation.problem) continue;
      this.applied.push(operation.change);
      this.#apply(operation.change);
    }
  }
  #settled = new Set<string>();

  #apply(change: Change): void {
    const unit = this.units.get(change.of);
    switch (change.facet) {
      case 'existence':
        return this.#applyExistence(change.of, change.to);
      case 'size':
        return unit && this.#resize(unit, change.to);
      case 'exposure':
        for (const [name, place] of Object.entries(change.to)) this.#update(name, { place });
        return;
      case 'labels':
        return this.#update(change.of, { labels: change.to });
      case 'autoscale':
        throw new Error('autoscale is done with its answer');
    }
  }

  #applyExistence(name: string, to: Extract<Change, { facet: 'existence' }>['to']): void {
    if (to === 'absent') this.units.delete(name);
    if (typeof to !== 'object') return;
    const { image, revision, place, labels, size } = to.made;
    this.add({ name, image, revision, isOurs: true, place, labels }, size.desired);
  }

  #update(name: string, part: Partial<MemoryUnit>): void {
    const unit = this.units.get(name);
    if (unit) this.units.set(name, { ...unit, ...part });
  }

  #resize(unit: MemoryUnit, size: Size): void {
    const kept = unit.machines.slice(0, size.desired);
    const resized = { ...unit, size, machines: kept };
    this.units.set(unit.name, resized);
    this.#grow(resized, size.desired - kept.length, this.now);
  }

  #grow(unit: MemoryUnit, count: number, from: number): void {
    for (let index = 0; index < count; index++) {
      const number = ++this.#counter;
      const ip = `10.0.${number >> 8}.${number & 255}`;
      unit.machines.push({ name: `${unit.name}-${number}`, ip, readyAt: from + BOOT_SECONDS });
    }
  }
}

export function failedWith(error: unknown): Problem {
  if (error instanceof ProblemError && error.problem.kind === 'Permanent') return error.problem;
  throw error;
}
