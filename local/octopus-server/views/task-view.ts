import type { Interruption, Task } from '../model.ts';
import { pendingTypes } from '../rules/interruptions.ts';
import { isCompleted } from '../rules/tasks.ts';
import type { World } from '../world.ts';
import { instantText, instantTextOrNull } from './instant-text.ts';

/** A task as it is answered. */
export function taskView(task: Task, world: World): Record<string, unknown> {
  const completed = isCompleted(task);
  return {
    Id: task.Id,
    SpaceId: task.SpaceId,
    Name: task.Name,
    Description: task.Description,
    Arguments: task.Arguments,
    State: task.State,
    Completed: completedText(task),
    QueueTime: instantText(task.QueueTime),
    QueueTimeExpiry: instantTextOrNull(task.QueueTimeExpiry),
    StartTime: instantTextOrNull(task.StartTime),
    LastUpdatedTime: instantText(task.UpdatedTime),
    CompletedTime: instantTextOrNull(task.CompletedTime),
    ServerNode: task.StartTime === null ? null : 'octopus-1',
    Duration: durationText(task, world.now),
    ErrorMessage: task.ErrorMessage,
    HasBeenPickedUpByProcessor: task.StartTime !== null,
    IsCompleted: completed,
    FinishedSuccessfully: task.State === 'Success',
    HasPendingInterruptions: task.HasPendingInterruptions,
    PendingInterruptionTypes: task.HasPendingInterruptions ? pendingTypes(world, task.Id) : [],
    HasPendingPreconditions: false,
    CanRerun: completed && task.Name !== 'Deploy',
    HasWarningsOrErrors: task.HasWarningsOrErrors,
    EstimatedRemainingQueueDurationSeconds: 0,
    ProjectId: task.ProjectId,
    Links: taskLinks(task.Id),
  };
}

function taskLinks(id: string): Record<string, string> {
  const self = `/api/tasks/${id}`;
  return {
    Self: self,
    Cancel: `${self}/cancel`,
    Details: `${self}/details{?verbose,tail}`,
    Raw: `${self}/raw`,
    QueuedBehind: `${self}/queued-behind`,
    Interruptions: `/api/interruptions?regarding=${id}`,
  };
}

function completedText(task: Task): string {
  if (task.State === 'Queued') return 'Queued...';
  if (task.State === 'Cancelling') return 'Cancelling...';
  return task.CompletedTime === null ? 'Executing...' : instantText(task.CompletedTime);
}

function durationText(task: Task, now: number): string {
  if (task.StartTime === null) return '0 seconds';
  const seconds = Math.round(((task.CompletedTime ?? now) - task.StartTime) / 1000);
  return seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
}

/** The log as text, one line each. */
export function rawLog(task: Task): string {
  const head = [
    `Task ID: ${task.Id}`,
    `Task status: ${task.State}`,
    `Task queued: ${instantText(task.QueueTime)}`,
  ];
  const lines = task.Log.map(
    ({ at, category, text }) => `${instantText(at).slice(11, 23)}   ${category.padEnd(9)}|   ${text}`,
  );
  return [...head, '', ...lines, ''].join('\n');
}

export function taskDetails(task: Task, world: World): Record<string, unknown> {
  return {
    Task: taskView(task, world),
    ActivityLogs: [
      {
        Id: `${task.Id}_activity`,
        Name: task.Description,
        Started: instantTextOrNull(task.StartTime),
        Ended: instantTextOrNull(task.CompletedTime),
        Status: activityStatus(task),
        Children: [],
        LogElements: task.Log.map(({ at, category, text }) => ({
          Category: category,
          OccurredAt: instantText(at),
          MessageText: text,
        })),
      },
    ],
    PhysicalLogSize: rawLog(task).length,
    Progress: { ProgressPercentage: progress(task, world.now), EstimatedTimeRemaining: '' },
    Links: { Self: `/api/tasks/${task.Id}/details` },
  };
}

function activityStatus(task: Task): string {
  if (task.State === 'Queued') return 'Pending';
  if (task.State === 'Executing' || task.State === 'Cancelling') return 'Running';
  return task.State === 'TimedOut' ? 'Failed' : task.State;
}

function progress(task: Task, now: number): number {
  if (isCompleted(task)) return 100;
  if (task.StartTime === null || task.EndsAt === null || task.EndsAt <= task.StartTime) return 0;
  return Math.min(99, Math.round((100 * (now - task.StartTime)) / (task.EndsAt - task.StartTime)));
}

/** What a person may say, by what is asked. */
export const ANSWERS = {
  GuidedFailure: ['Abort', 'Ignore', 'Retry'],
  ManualIntervention: ['Proceed', 'Abort'],
} as const;

export function interruptionView(interruption: Interruption): Record<string, unknown> {
  const { TaskId, Created, Result, ...wire } = interruption;
  return {
    ...wire,
    TaskId,
    Created: instantText(Created),
    CorrelationId: TaskId,
    RelatedDocumentIds: [TaskId],
    Form: {
      Values: { Result },
      Elements: [
        {
          Name: 'Result',
          Control: {
            Type: 'SubmitButtonGroup',
            Buttons: ANSWERS[wire.Type].map((Value) => ({ Text: Value, Value })),
          },
        },
      ],
    },
    Links: {
      Self: `/api/interruptions/${interruption.Id}`,
      Submit: `/api/interruptions/${interruption.Id}/submit`,
      Responsible: `/api/interruptions/${interruption.Id}/responsible`,
    },
  };
}
