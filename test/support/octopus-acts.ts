import { LOCAL_API_KEY } from '../../local/launcher/start-world.ts';
import type { OctopusServer } from '../../local/octopus-server/start-octopus-server.ts';
import type { DeploymentPlan } from '../../shared/view/answers.ts';
import { BY_HAND, byNumber, vmsByMachine } from './ground-truth.ts';
import { trustingAccount } from './trusted-identity.ts';
import type { World } from './world.ts';

/** What people do in Octopus, beside what `When` has. */
export class OctopusActs {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** For so many minutes from now; of one project, or of all; answers when it ends (ISO 8601). */
  deploymentsAreFrozen(minutes: number, { project }: { project?: string } = {}): string {
    const { clock } = this.#world;
    const End = clock.now() + minutes * 60_000;
    const ProjectIds = project === undefined ? [] : [this.#projectOf(project)];
    this.#sim.add('deploymentfreezes', { Name: 'Christmas', End, ProjectIds });
    return new Date(End).toISOString();
  }

  theFreezeIsLifted(): void {
    for (const { Id } of this.#sim.list('deploymentfreezes')) this.#sim.remove('deploymentfreezes', Id);
  }

  /** What the app would ask for now; asking Octopus anything but to read is a mistake. */
  async thePlan(fleet = 'web'): Promise<DeploymentPlan> {
    const before = this.#writes();
    const plan = await this.#world.api.plan(fleet);
    if (this.#writes() !== before) throw new Error('planning has written to Octopus');
    return plan;
  }

  #writes(): number {
    const calls = Object.entries(this.#world.outside.octopus.calls());
    return calls.reduce((sum, [route, times]) => (route.startsWith('GET ') ? sum : sum + times), 0);
  }

  /** How often the variables of a project's newest release were taken. */
  snapshotsOfVariables(): number {
    return this.#sim.list('releases').at(-1)?.VariableSnapshots ?? 1;
  }

  theProjectIsGone(project: string): void {
    this.#sim.remove('projects', this.#projectOf(project));
  }

  /** A service account trusts the app's own identity, at the server `trusting`. */
  anAccountTrustsTheApp(): void {
    trustingAccount(this.#world.outside.octopus);
  }

  /** How often a token was exchanged. */
  exchanges(): number {
    return this.#world.outside.octopus.calls()['POST token/v1'] ?? 0;
  }

  /** Octopus itself deploys the project to targets that appear, beside us. */
  aTriggerDeploys(
    project = 'Web Shop',
    more: { ShouldRedeployWhenMachineHasBeenDeployedTo?: boolean } = {},
  ): void {
    this.#sim.add('triggers', { ProjectId: this.#projectOf(project), ...more });
  }

  /** What the trigger made, by the machines that it named. */
  deploymentsOfTriggers(): string[][] {
    const vms = vmsByMachine(this.#world);
    return this.#sim
      .list('deployments')
      .filter(({ Comments }) => Comments === 'New deployment targets')
      .map(({ SpecificMachineIds }) =>
        SpecificMachineIds.map((id) => vms.get(id)?.name ?? id).sort(byNumber),
      );
  }

  /** By the clean-up of machine policies. */
  removedByPolicy(): number {
    return this.#sim.history().filter(({ what, by }) => what === 'Deleted' && by === 'policy').length;
  }

  /** Of a project; nothing of it is published yet. */
  aRunbook(Name: string, project = 'Web Shop'): void {
    this.#sim.add('runbooks', { Name, ProjectId: this.#projectOf(project) });
  }

  /** As it is. */
  theRunbookIsPublished(runbook: string, Name: string): void {
    this.#sim.add('runbooksnapshots', { RunbookId: this.#runbookOf(runbook), Name });
  }

  /** By a person, in Octopus, on the machines of these targets. */
  async somebodyRuns(runbook: string, machineIds: string[]): Promise<void> {
    const RunbookId = this.#runbookOf(runbook);
    const snapshots = this.#sim.list('runbooksnapshots').filter((each) => each.RunbookId === RunbookId);
    await this.#call('POST', '/api/runbookRuns', {
      ...{ RunbookId, RunbookSnapshotId: snapshots.at(-1)?.Id },
      EnvironmentId: this.#sim.list('environments')[0]?.Id,
      ...{ SpecificMachineIds: machineIds, Comments: BY_HAND },
    });
  }

  #runbookOf(runbook: string): string {
    return this.#sim.list('runbooks').find(({ Name }) => Name === runbook)?.Id ?? '';
  }

  /** Each deployment of it begins with a manual intervention. */
  theProjectAsksAPerson(project = 'Web Shop'): void {
    this.#sim.change('projects', this.#projectOf(project), { ManualIntervention: 'Is the site closed?' });
  }

  /** By a person, in Octopus. */
  async thePersonAnswers(answer: 'Proceed' | 'Abort' | 'Retry'): Promise<void> {
    const pending = this.#sim.list('interruptions').filter(({ IsPending }) => IsPending);
    for (const { Id } of pending) {
      await this.#call('PUT', `/api/interruptions/${Id}/responsible`, {});
      await this.#call('POST', `/api/interruptions/${Id}/submit`, { Result: answer });
    }
  }

  /** What Octopus says of its newest deployment's task. */
  theLastTask() {
    const taskId = this.#sim.list('deployments').at(-1)?.TaskId;
    return this.#sim.list('tasks').find(({ Id }) => Id === taskId);
  }

  get url(): string {
    return this.#world.outside.octopus.url;
  }

  async #call(method: string, path: string, body: object): Promise<void> {
    const headers = { 'X-Octopus-ApiKey': LOCAL_API_KEY, 'content-type': 'application/json' };
    const response = await fetch(this.url + path, { method, headers, body: JSON.stringify(body) });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    await response.text();
  }

  #projectOf(project: string): string {
    return this.#sim.list('projects').find(({ Name }) => Name === project)?.Id ?? '';
  }

  get #sim(): OctopusServer['sim'] {
    return this.#world.outside.octopus.sim;
  }
}
