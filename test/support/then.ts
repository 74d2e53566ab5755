import { expect } from '@jest/globals';
import type { QuarantinedEvent } from '../../shared/contracts/hint.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { Vm } from './witness.ts';
import type { Target } from '../../local/octopus-server/model.ts';
import type { FleetStatus } from '../../shared/contracts/fleet.ts';
import type { Member } from '../../shared/contracts/member.ts';
import type { Reaction } from '../../shared/contracts/reaction.ts';
import type { InstanceAnswer } from './api.ts';
import { byNumber, ourDeployments, ownedTargets, readyVms, targetsOf, vmsByMachine } from './ground-truth.ts';
import type { World } from './world.ts';

type ShownStatus = FleetStatus & { members: Member[] };

/** What is true afterwards, by the outside's own books first. */
export class Then {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Each ready VM has one target, and the ledger and Octopus agree that it carries this version. */
  async everyReadyInstanceCarries(version: string, { fleet = 'web', count = 0 } = {}): Promise<void> {
    const ready = readyVms(this.#world, fleet);
    if (count > 0) expect(ready).toHaveLength(count);
    for (const vm of ready) expect(targetsOf(this.#world, vm, fleet)).toHaveLength(1);
    const ledger = await this.#world.api.instances(fleet);
    const carrying = ledger.filter(({ releases }) => releases.some(carries(version))).map(({ name }) => name);
    expect(carrying).toEqual(expect.arrayContaining(ready.map(({ name }) => name)));
  }

  /** The deployments asked for since the story began, each by the names of its VMs. */
  deploymentsWere(
    expected: string[][],
    { project, version }: { project?: string; version?: string } = {},
  ): void {
    const told = this.#told().filter((each) => project === undefined || each.project === project);
    expect(told.map(({ to }) => to)).toEqual(expected);
    if (version !== undefined) for (const each of told) expect(each.version).toBe(version);
  }

  /** The versions asked for since the story began, in that order. */
  versionsWere(expected: string[]): void {
    expect(this.#told().map(({ version }) => version)).toEqual(expected);
  }

  howManyDeploymentsWere(): number {
    return this.#told().length;
  }

  /** Requests since the very beginning, those that were refused included. */
  octopusWasAskedForDeployments({ atLeast, atMost }: { atLeast: number; atMost: number }): void {
    const asked = this.#world.outside.octopus.calls()['POST deployments'] ?? 0;
    expect(asked).toBeGreaterThanOrEqual(atLeast);
    expect(asked).toBeLessThanOrEqual(atMost);
  }

  theLastDeploymentHad(choices: object): void {
    expect(this.#world.outside.octopus.sim.list('deployments').at(-1)).toMatchObject(choices);
  }

  targetIdOf(instance: string, fleet = 'web'): string {
    const vm = readyVms(this.#world, fleet).find(({ name }) => name === instance);
    return (vm && targetsOf(this.#world, vm, fleet)[0]?.Id) ?? '';
  }

  /** Projects in the order in which they were asked for, with what they went to. */
  projectsWereDeployed(expected: [project: string, ...to: string[]][]): void {
    expect(this.#told().map(({ project, to }) => [project, ...to])).toEqual(expected);
  }

  /** The fleet's targets, as Octopus has them. */
  targets(fleet = 'web') {
    return ownedTargets(this.#world, fleet);
  }

  /** So many machines were registered, with two calls each and none in vain. */
  octopusWasAskedToRegister(count: number): void {
    const calls = { 'GET machines/discover': count, 'POST machines': count };
    expect(this.#world.outside.octopus.calls()).toMatchObject(calls);
  }

  /** The fleet's advice, by its messages. */
  async adviceIs(expected: string[], fleet = 'web'): Promise<void> {
    const found = (await this.#world.api.fleets()).find(({ name }) => name === fleet);
    expect((found?.status.advice ?? []).map(({ message }) => message)).toEqual(expected);
  }

  /** All workers that there are. */
  workers() {
    return this.#world.outside.octopus.sim.list('workers');
  }

  /** The VMs behind all workers, by name. */
  workersStandFor(expected: string[]): void {
    const vms = vmsByMachine(this.#world);
    const names = this.workers().map(({ Id, Name }) => vms.get(Id)?.name ?? Name);
    expect(names.sort(byNumber)).toEqual([...expected].sort(byNumber));
  }

  /** The VMs behind the fleet's targets, by name. */
  targetsStandFor(expected: string[], fleet = 'web'): void {
    const vms = vmsByMachine(this.#world);
    const names = ownedTargets(this.#world, fleet).map(({ Id, Name }) => vms.get(Id)?.name ?? Name);
    expect(names.sort(byNumber)).toEqual([...expected].sort(byNumber));
  }

  async theFleetIs(phase: FleetStatus['phase'], codes: string[] = [], fleet = 'web'): Promise<ShownStatus> {
    const status = await this.statusOf(fleet);
    expect(status).toMatchObject({ phase });
    expect(status.problems.map(({ code }) => code)).toEqual(codes);
    return status;
  }

  async statusOf(fleet = 'web'): Promise<ShownStatus> {
    const found = (await this.#world.api.fleets()).find(({ name }) => name === fleet);
    return found?.status as ShownStatus;
  }

  async problemsOf(fleet = 'web'): Promise<FleetStatus['problems']> {
    return (await this.statusOf(fleet)).problems;
  }

  /** Orchestrations other than the fleets' own: how each ended. */
  async strayOrchestrations(): Promise<string[]> {
    const all = await this.#world.api.orchestrations();
    const strays = all.filter(({ instanceId }) => !instanceId.startsWith('fleet-'));
    return strays.map(({ runtimeStatus }) => runtimeStatus);
  }

  /** How often the app has asked Azure to list instances, refused or not. */
  listsAsked(): number {
    const { looks, refusals } = this.#world.witness;
    return looks.length + refusals.length;
  }

  /** Some line of the fleet's timeline is of this kind and says this, in its message or its reason. */
  async theTimelineTells(kind: string, what: RegExp | string = '', fleet = 'web'): Promise<void> {
    const lines = (await this.#world.api.timeline(fleet)).filter((line) => line.kind === kind);
    const told = lines.map(({ message, reason }) => `${message}: ${reason}`);
    expect(told).toContainEqual(expect.stringMatching(what));
  }

  async nothingWasToldSince(time: number, fleet = 'web'): Promise<void> {
    const lines = await this.#world.api.timeline(fleet);
    expect(lines.filter(({ at }) => Date.parse(at) > time)).toEqual([]);
  }

  async theTimelineNeverTells(kind: string, fleet = 'web'): Promise<void> {
    const lines = await this.#world.api.timeline(fleet);
    expect(lines.filter((line) => line.kind === kind)).toEqual([]);
  }

  /** However often its opening was tried. */
  async eachReactionWasOpenedOnce(fleet = 'web'): Promise<void> {
    const lines = (await this.#world.api.timeline(fleet)).filter(({ kind }) => kind === 'reactionOpened');
    const ids = lines.map(({ reactionId }) => reactionId);
    expect(ids).toEqual([...new Set(ids)]);
  }

  async theTimelineTellsOnce(kind: string, fleet = 'web'): Promise<void> {
    const lines = await this.#world.api.timeline(fleet);
    expect(lines.filter((line) => line.kind === kind)).toHaveLength(1);
  }

  /** Reactions since the story began, oldest first. */
  async reactions(fleet = 'web'): Promise<Reaction[]> {
    const since = new Date(this.#world.storyBegan).toISOString();
    return (await this.#world.api.reactions(fleet)).filter(({ startedAt }) => startedAt >= since);
  }

  async theInstance(name: string, fleet = 'web'): Promise<InstanceAnswer> {
    const row = (await this.#world.api.instances(fleet)).find((each) => each.name === name);
    if (!row) throw new Error(`the ledger has no ${name}`);
    return row;
  }

  /** Names of the ready VMs, oldest id first. */
  readyInstances(fleet = 'web'): string[] {
    return readyVms(this.#world, fleet)
      .map(({ name }) => name)
      .sort(byNumber);
  }

  /** Behind every target of the fleet is a VM that Azure lists. */
  noTargetIsLeftOver(fleet = 'web'): void {
    const listed = this.#world.outside.arm.sim.instances(scaleSetId(fleet)).filter((vm) => vm.listed);
    const there = new Set(listed.map(({ name }) => name));
    const vms = vmsByMachine(this.#world);
    const standing = ownedTargets(this.#world, fleet).map(({ Id, Name }) => vms.get(Id)?.name ?? Name);
    expect(standing.filter((name) => !there.has(name))).toEqual([]);
  }

  /** The VMs behind the fleet's targets, by name. */
  standingTargets(fleet = 'web'): string[] {
    const vms = vmsByMachine(this.#world);
    return ownedTargets(this.#world, fleet).map(({ Id, Name }) => vms.get(Id)?.name ?? Name);
  }

  hasTarget(instance: string, fleet = 'web'): boolean {
    const vm = readyVms(this.#world, fleet).find(({ name }) => name === instance);
    return vm !== undefined && targetsOf(this.#world, vm, fleet).length > 0;
  }

  /** The ready VM that Azure made last. */
  newestInstance(fleet = 'web'): string {
    const age = (vm: Vm) => vm.record.createdAt;
    return readyVms(this.#world, fleet).sort((a, b) => age(b) - age(a))[0]?.name ?? '';
  }

  deploymentsReachedOnly(instances: string[]): void {
    for (const { to } of this.#told()) expect(instances).toEqual(expect.arrayContaining(to));
  }

  /** How often the app read Azure since the story began. */
  azureWasAskedAtMost(calls: number): void {
    expect(
      this.#world.witness.looks.filter(({ at }) => at >= this.#world.storyBegan).length,
    ).toBeLessThanOrEqual(calls);
  }

  /** Each was over before the next was asked for. */
  deploymentsDidNotOverlap(): void {
    const tasks = this.#world.outside.octopus.sim.list('tasks');
    const ends = this.#told().map(
      ({ taskId }) => tasks.find(({ Id }) => Id === taskId)?.CompletedTime ?? NaN,
    );
    this.#told()
      .slice(1)
      .forEach(({ at }, index) => expect(at).toBeGreaterThanOrEqual(ends[index] ?? NaN));
  }

  targetsMarked(mark: string): Target[] {
    return this.#world.outside.octopus.sim.list('machines').filter(({ Roles }) => Roles.includes(mark));
  }

  targetsNamed(name: string): Target[] {
    return this.#world.outside.octopus.sim.list('machines').filter(({ Name }) => Name === name);
  }

  /** Answers its id. */
  theTargetExists(name: string): string {
    const targets = this.#world.outside.octopus.sim.list('machines');
    expect(targets.map(({ Name }) => Name)).toContain(name);
    return targets.find(({ Name }) => Name === name)?.Id ?? '';
  }

  theTargetIsGone(name: string): void {
    const targets = this.#world.outside.octopus.sim.list('machines');
    expect(targets.map(({ Name }) => Name)).not.toContain(name);
  }

  ledgerOf(fleet: string): Promise<InstanceAnswer[]> {
    return this.#world.api.instances(fleet);
  }

  quarantined(): Promise<QuarantinedEvent[]> {
    return this.#world.api.quarantined();
  }

  /** What the app did at Azure with the rights that it was given, and what was refused to it. */
  rightsAtAzure(): { used: string[]; refused: string[] } {
    const [app] = this.#world.outside.arm.sim.principals();
    return { used: app?.used ?? [], refused: app?.refused ?? [] };
  }

  octopusWasNeverCalled(): void {
    expect(this.#world.outside.octopus.calls()).toEqual({});
  }

  nothingWasPruned(): void {
    const history = this.#world.outside.octopus.sim.history();
    expect(history.filter(({ what, by }) => what === 'Deleted' && by === 'api')).toEqual([]);
  }

  #told() {
    return ourDeployments(this.#world).filter(({ at }) => at >= this.#world.storyBegan);
  }
}

function carries(version: string) {
  return (release: { version: string; state: string }) =>
    release.version === version && release.state === 'deployed';
}
