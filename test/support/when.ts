import { LOCAL_API_KEY } from '../../local/launcher/start-world.ts';
import { scaleSetId } from '../../local/launcher/seed-outside.ts';
import type { FaultSeed } from '../../local/octopus-server/sim/control.ts';
import type { Answer } from './api.ts';
import { type Asking, type FleetStory, fleetBody } from './fleet-story.ts';
import {
  BY_HAND,
  markOf,
  ourDeployments,
  ownedTargets,
  readyVms,
  targetsOf,
  vmsByMachine,
} from './ground-truth.ts';
import { registersItself } from './self-registration.ts';
import type { World } from './world.ts';

const LIST = 'GET virtualMachineScaleSets/virtualMachines';

/** What happens. */
export class When {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  now(): number {
    return this.#world.clock.now();
  }

  async minutesPass(minutes: number): Promise<void> {
    await this.#world.clock.advance(Math.round(minutes * 60_000));
    this.#world.witness.observe();
  }

  async secondsPass(seconds: number): Promise<void> {
    await this.minutesPass(seconds / 60);
  }

  /** Until the app has asked for its next deployment, which then is under way. */
  async theDeploymentIsRequested(): Promise<void> {
    const before = ourDeployments(this.#world).length;
    await this.until(() => ourDeployments(this.#world).length > before);
  }

  /** Until the fleet's timeline has one more line of this kind. */
  async theTimelineTells(kind: string, fleet = 'web'): Promise<void> {
    const count = async () =>
      (await this.#world.api.timeline(fleet)).filter((line) => line.kind === kind).length;
    const before = await count();
    await this.until(async () => (await count()) > before);
  }

  /** By autoscale or by hand: Azure cannot tell, and raises its event. */
  scaledTo(capacity: number, fleet = 'web'): void {
    this.#azure((sim) => sim.setCapacity(scaleSetId(fleet), capacity));
  }

  /** With all its instances, by whoever may. */
  async theScaleSetIsDeleted(name: string): Promise<void> {
    this.#world.witness.observe();
    const url = `${this.#world.outside.arm.url}${scaleSetId(name)}?api-version=2024-07-01`;
    const { status } = await fetch(url, { method: 'DELETE', headers: { authorization: 'Bearer local' } });
    if (status >= 300) throw new Error(`deleting ${name} answered ${status}`);
    await this.minutesPass(2);
  }

  instanceIsReplaced(instance: string, fleet = 'web'): void {
    this.#azure((sim) => sim.replaceInstance({ scaleSet: scaleSetId(fleet), instance }));
  }

  /** It is gone without a trace or an event, and the capacity stays. */
  instanceVanishes(instance: string, fleet = 'web'): void {
    this.#azure((sim) => sim.removeInstance({ scaleSet: scaleSetId(fleet), instance: idOf(instance) }));
  }

  powerIs(state: 'deallocated' | 'stopped' | 'running', instance: string, fleet = 'web'): void {
    this.#azure((sim) => sim.setPower({ scaleSet: scaleSetId(fleet), instance: idOf(instance) }, state));
  }

  deletionsTake(seconds: number): void {
    this.#azure((sim) => sim.configure({ deleteSeconds: [seconds, seconds] }));
  }

  #vmIdOf(instance: string, fleet: string): string | undefined {
    const vms = this.#world.outside.arm.sim.instances(scaleSetId(fleet));
    return vms.find(({ id }) => id === idOf(instance))?.vmId;
  }

  /** As with the reimage action: the same machine to Azure, with nothing on it of before. */
  instanceIsReimaged(instance: string, fleet = 'web'): void {
    this.#azure((sim) => sim.reimageInstance({ scaleSet: scaleSetId(fleet), instance: idOf(instance) }));
    // What was installed on it polls no more.
    const old = this.#octopus
      .list('tentacles')
      .find(({ Id }) => Id === `poll://${this.#vmIdOf(instance, fleet)}/`);
    if (old) this.#octopus.setTentacle({ host: old.Id, thumbprint: old.thumbprint, from: null });
  }

  instanceFails(instance: string, fleet = 'web'): void {
    this.#azure((sim) => sim.failInstance({ scaleSet: scaleSetId(fleet), instance }));
  }

  /** The `nth` VM that is created from now on fails right after it was provisioned. */
  aNewInstanceWillFail(nth = 1): void {
    this.#azure((sim) =>
      sim.addFault({
        match: { operation: 'createInstance' },
        nth,
        effect: { finish: 'failLater', afterSeconds: 0 },
      }),
    );
  }

  /** The next VM that is created stays in `Creating` for ever. */
  aNewInstanceNeverComes(): void {
    this.#azure((sim) =>
      sim.addFault({ match: { operation: 'createInstance' }, effect: { finish: 'stuck' } }),
    );
  }

  allEventsAreLost(): void {
    this.#azure((sim) => sim.addFault({ times: null, effect: { event: 'lost' } }));
  }

  azureListsNothing(): void {
    this.#azure((sim) =>
      sim.addFault({ match: { operation: LIST }, times: null, effect: { accept: 'emptyList' } }),
    );
  }

  azureListsOnly(keep: number): void {
    this.#azure((sim) =>
      sim.addFault({ match: { operation: LIST }, times: null, effect: { accept: 'partialList', keep } }),
    );
  }

  /** Azure answers so to every call, or to those that list instances only. */
  azureRefuses(
    effect: { status: number; retryAfterSeconds?: number },
    { times = null, only }: { times?: number | null; only?: 'lists' } = {},
  ): void {
    const match = only ? { match: { operation: LIST } } : {};
    const refusal = { accept: 'error' as const, code: 'ServerBusy', message: 'Busy.', ...effect };
    this.#azure((sim) => sim.addFault({ ...match, times, effect: refusal }));
  }

  azureIsRightAgain(): void {
    this.#azure((sim) => sim.clearFaults());
  }

  octopusSuffers(fault: FaultSeed): void {
    this.#octopus.fault(fault);
  }

  octopusIsRightAgain(): void {
    this.#octopus.clearFaults();
  }

  /** The Tentacle of an instance never answers, or answers and is never healthy. */
  tentacleIs(state: 'silent' | 'unhealthy' | 'well', instance: string): void {
    const vm = this.#world.witness.vms().find(({ name }) => name === instance);
    if (!vm) throw new Error(`there is no instance ${instance}`);
    const polls = this.#octopus.list('tentacles').some(({ Id }) => Id === `poll://${vm.vmId}/`);
    this.#octopus.setTentacle({
      host: polls ? `poll://${vm.vmId}/` : vm.record.privateIp,
      thumbprint: this.#world.witness.certificateOf(vm),
      ...(state === 'silent' ? { from: null } : {}),
      ...(state === 'unhealthy' ? { healthyFrom: null } : {}),
    });
  }

  /** Each VM that exists and has no target registers itself by its start-up script, as a polling Tentacle. */
  newMachinesRegisterThemselves(
    fleet: string,
    roles = [`${fleet}-server`, markOf(fleet)],
    named = (host: string) => host,
  ): void {
    this.#world.witness.observe();
    const key = scaleSetId(fleet).toLowerCase();
    const vms = this.#world.witness.vms().filter(({ record }) => record.scaleSet === key);
    for (const vm of vms.filter((each) => targetsOf(this.#world, each, fleet).length === 0))
      registersItself(this.#world, vm, { roles, name: named(vm.record.computerName) });
  }

  /** Some machine, of no scale set, registers itself under this name. */
  aMachineRegistersAs(name: string, roles: string[]): void {
    const record = { provisionedAt: this.#world.clock.now() - 5000, applied: [] };
    registersItself(this.#world, { vmId: `nobody-${name}`, record }, { roles, name });
  }

  /** Registered by 0.1.0: with the role `fleet-<name>`, without the mark. */
  targetsLookAsIn010(fleet: string): void {
    for (const { Id, Roles } of ownedTargets(this.#world, fleet)) {
      const others = Roles.filter((role) => role !== markOf(fleet));
      this.#octopus.change('machines', Id, { Roles: [...others, `fleet-${fleet}`] });
    }
  }

  /** Somebody installed it anew: Azure sees nothing of that. */
  tentacleGetsAnotherCertificate(instance: string): void {
    const vm = this.#world.witness.vms().find(({ name }) => name === instance);
    const thumbprint = `ANEW${instance.toUpperCase()}`.padEnd(40, '0');
    this.#octopus.setTentacle({ host: vm?.record.privateIp ?? '', thumbprint });
  }

  /** By its scheduled health check. */
  octopusFinds(instance: string, HealthStatus: 'Healthy' | 'Unavailable', fleet = 'web'): void {
    this.#octopus.change('machines', this.#targetOf(instance, fleet).Id, { HealthStatus });
  }

  targetIsRemovedBehindOurBack(instance: string, fleet = 'web'): void {
    this.#octopus.deleteMachine(this.#targetOf(instance, fleet).Id);
  }

  /** By a person, in Octopus. */
  targetBecomes(instance: string, changes: { Name?: string; Roles?: string[] }, fleet = 'web'): void {
    this.#octopus.change('machines', this.#targetOf(instance, fleet).Id, changes);
  }

  /** A full deployment by a person: it reaches every machine of the fleet but those that are missed. */
  somebodyDeploys(
    version: string,
    { missing = [], fleet = 'web' }: { missing?: string[]; fleet?: string } = {},
  ) {
    const release = this.#octopus.list('releases').find(({ Version }) => Version === version);
    const reached = readyVms(this.#world, fleet).filter(({ name }) => !missing.includes(name));
    this.#octopus.recordDeployment({
      ReleaseId: release?.Id ?? '',
      EnvironmentId: this.#octopus.list('environments')[0]?.Id ?? '',
      DeployedToMachineIds: reached.flatMap((vm) => targetsOf(this.#world, vm, fleet).map(({ Id }) => Id)),
    });
  }

  /** A person deploys in Octopus itself: in full, or to the targets of some instances. It then is under way. */
  async somebodyBeginsToDeploy(
    version: string,
    { to = [], fleet = 'web' }: { to?: string[]; fleet?: string } = {},
  ): Promise<void> {
    const release = this.#octopus.list('releases').find(({ Version }) => Version === version);
    const before = this.#octopus.list('deployments').length;
    await this.#askOctopus('/api/deployments', {
      ReleaseId: release?.Id,
      EnvironmentId: this.#octopus.list('environments')[0]?.Id,
      Comments: BY_HAND,
      SpecificMachineIds: to.map((instance) => this.#targetOf(instance, fleet).Id),
    });
    if (this.#octopus.list('deployments').length === before)
      throw new Error('Octopus refused the deployment');
  }

  /** A person cancels the deployment that is under way. */
  async somebodyCancelsTheDeployment(): Promise<void> {
    const isOver = (state: string) => ['Success', 'Failed', 'Canceled', 'TimedOut'].includes(state);
    const task = this.#octopus.list('tasks').find(({ Name, State }) => Name === 'Deploy' && !isOver(State));
    await this.#askOctopus(`/api/tasks/${task?.Id}/cancel`, {});
  }

  deploymentsTake(seconds: number): void {
    this.#octopus.configure({ deployment: [seconds * 1000, seconds * 1000] });
  }

  /** Octopus forgets how its last deployment went, as retention does. */
  theTaskIsForgotten(): void {
    this.#octopus.remove('tasks', this.#octopus.list('deployments').at(-1)?.TaskId ?? '');
  }

  targetIs(state: 'disabled' | 'enabled', instance: string, fleet = 'web'): void {
    const { Id } = this.#targetOf(instance, fleet);
    this.#octopus.change('machines', Id, { IsDisabled: state === 'disabled' });
  }

  /** The steps of the project run on these roles from now on. */
  theProjectRunsOn(roles: string[], project = 'Web Shop'): void {
    this.#octopus.change('projects', this.#projectOf(project), { StepRoles: roles });
  }

  /** Each deployment of it must give values for these. */
  theProjectAsksFor(variables: string[], project: string): void {
    this.#octopus.change('projects', this.#projectOf(project), { PromptedVariables: variables });
  }

  /** So many deployments to machines of others. */
  somebodyDeploysElsewhere(times: number): void {
    const ReleaseId = this.#octopus.list('releases')[0]?.Id ?? '';
    const EnvironmentId = this.#octopus.list('environments')[0]?.Id ?? '';
    for (let n = 0; n < times; n++)
      this.#octopus.recordDeployment({
        ReleaseId,
        EnvironmentId,
        SpecificMachineIds: [`Machines-${9000 + n}`],
      });
  }

  /** The next request is cut off, and carried out nevertheless, so much later. */
  octopusIsSlowToMakeADeployment(seconds: number): void {
    const effect = { type: 'late' as const, milliseconds: seconds * 1000 };
    this.#octopus.fault({ method: 'POST', path: '^deployments$', effect });
  }

  #projectOf(project: string): string {
    return this.#octopus.list('projects').find(({ Name }) => Name === project)?.Id ?? '';
  }

  #targetOf(instance: string, fleet: string) {
    const [target] = ownedTargets(this.#world, fleet).filter(
      ({ Id }) => vmsByMachine(this.#world).get(Id)?.name === instance,
    );
    if (!target) throw new Error(`${instance} has no target`);
    return target;
  }

  async #askOctopus(path: string, body: object): Promise<void> {
    const headers = { 'X-Octopus-ApiKey': LOCAL_API_KEY, 'content-type': 'application/json' };
    const response = await fetch(this.#world.outside.octopus.url + path, {
      ...{ method: 'POST', headers, body: JSON.stringify(body) },
    });
    await response.text();
  }

  anOperatorReconciles(fleet = 'web', body: Asking = {}): Promise<Answer> {
    for (const id of body.letGo ?? []) this.#world.letGo.add(id);
    return this.#world.api.send('POST', `/api/fleets/${fleet}/reconcile`, body);
  }

  /** By somebody with the durable management API. */
  theOrchestrationIs(action: string, fleet = 'web'): Promise<number> {
    return this.#world.api.manage('POST', `fleet-${fleet}/${action}`);
  }

  /** Says yes to so many removals, machines of that scale set among them that still run. */
  anOperatorLetsGo(approveRemovals: number, scaleSet: string, fleet = 'web'): Promise<Answer> {
    this.#world.letGo.add(scaleSetId(scaleSet).toLowerCase());
    return this.anOperatorReconciles(fleet, { approveRemovals });
  }

  theFleetIsPut(fleet: string, story: FleetStory): Promise<Answer> {
    return this.#world.api.send('PUT', `/api/fleets/${fleet}`, fleetBody(fleet, story));
  }

  theFleetIsDeleted(fleet: string): Promise<Answer> {
    return this.#world.api.send('DELETE', `/api/fleets/${fleet}`);
  }

  /** At the moment that the scenario's settings say. */
  theProcessDies(): Promise<number> {
    return this.until(() => this.#world.inside.host.crashed);
  }

  theProcessIsStarted(): Promise<void> {
    return this.#world.restartApp();
  }

  /** As Event Grid delivers: answers the status. */
  eventsArrive(events: unknown, contentType?: string): Promise<number> {
    return this.#world.api.deliver(events, contentType);
  }

  somebodyPosts(body: unknown): Promise<Answer> {
    return this.#world.api.send('POST', '/api/scale-events', body);
  }

  /** Goes on until it is so; answers after how many seconds. */
  async until(isSo: () => boolean | Promise<boolean>): Promise<number> {
    const began = this.now();
    await this.#world.clock.runUntil(isSo, began + 3_600_000);
    return (this.now() - began) / 1000;
  }

  get #octopus() {
    return this.#world.outside.octopus.sim;
  }

  #azure(change: (sim: World['outside']['arm']['sim']) => void): void {
    this.#world.witness.observe();
    change(this.#world.outside.arm.sim);
    this.#world.witness.observe();
  }
}

/** A Uniform instance is called by its number at Azure, a Flexible one by its name. */
function idOf(instance: string): string {
  return /_(\d{1,4})$/.exec(instance)?.[1] ?? instance;
}
