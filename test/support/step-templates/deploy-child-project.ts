import type { Caller } from './caller.ts';
import { StepFailed } from './caller.ts';

/**
 * What the step template "Deploy Child Octopus Deploy Project", version 29, does in its mode Redeploy, told anew from its
 * documented behaviour: the release of the latest successful deployment, partial or not, to the machines that the preview
 * knows; no machines at all are all machines.
 */
export interface ChildParameters {
  projectId: string;
  environmentId: string;
  /** Empty: every machine of the environment. */
  machineIds: string[];
  ignoreMismatch: boolean;
  cancelAfterSeconds: number;
}

interface Task {
  State: string;
  StartTime: string;
  Arguments: { DeploymentId: string };
}

interface Preview {
  StepsToExecute: { Machines: { Id: string }[] }[];
}

const POLL_SECONDS = 5;

/** The deployment that was made; `undefined`: none, because none of the machines is in its scope. */
export async function deployChildProject(
  caller: Caller,
  asked: ChildParameters,
): Promise<string | undefined> {
  const releaseId = await latestRelease(caller, asked);
  const machineIds = await inScope(caller, asked, releaseId);
  if (machineIds === undefined) return undefined;
  const { Id, TaskId } = await caller.octopus<{ Id: string; TaskId: string }>('deployments', 'POST', {
    EnvironmentId: asked.environmentId,
    ReleaseId: releaseId,
    SpecificMachineIds: machineIds,
    ForcePackageDownload: false,
    UseGuidedFailure: false,
  });
  await waitFor(caller, TaskId, asked.cancelAfterSeconds);
  return Id;
}

async function latestRelease(caller: Caller, { projectId, environmentId }: ChildParameters): Promise<string> {
  const query = `skip=0&take=100&project=${projectId}&environment=${environmentId}&name=Deploy&states=Success`;
  const { Items } = await caller.octopus<{ Items: Task[] }>(`tasks?${query}`);
  const [latest] = [...Items].sort((a, b) => Date.parse(b.StartTime) - Date.parse(a.StartTime));
  if (!latest) throw new StepFailed('No release was found.');
  const path = `deployments/${latest.Arguments.DeploymentId}`;
  return (await caller.octopus<{ ReleaseId: string }>(path)).ReleaseId;
}

async function inScope(
  caller: Caller,
  asked: ChildParameters,
  releaseId: string,
): Promise<string[] | undefined> {
  if (asked.machineIds.length === 0) return [];
  const preview = await caller.octopus<Preview>(
    `releases/${releaseId}/deployments/preview/${asked.environmentId}`,
  );
  const known = new Set(preview.StepsToExecute.flatMap(({ Machines }) => Machines.map(({ Id }) => Id)));
  const left = asked.machineIds.filter((id) => known.has(id));
  if (left.length > 0) return left;
  return asked.ignoreMismatch ? [] : undefined;
}

async function waitFor(caller: Caller, taskId: string, cancelAfterSeconds: number): Promise<void> {
  let waited = 0;
  for (;;) {
    const { State } = await caller.octopus<{ State: string }>(`tasks/${taskId}`);
    if (State === 'Success') return;
    if (State === 'Failed' || State === 'Canceled') throw new StepFailed(`The deployment ended: ${State}`);
    // Time in the queue is not counted.
    if (State !== 'Queued') waited += POLL_SECONDS;
    if (waited > cancelAfterSeconds) throw new StepFailed('The deployment took too long.');
    await caller.sleep(POLL_SECONDS);
  }
}
