/** The forms of the API's answers; types alone, so that no schema comes into the pages. */
import type { QuarantinedEvent } from '../../../shared/contracts/hint.ts';
import type { Reaction } from '../../../shared/contracts/reaction.ts';
import type { TimelineEntry } from '../../../shared/contracts/timeline.ts';
import type {
  Explanation,
  FleetAnswer,
  InstanceAnswer,
  ReactionAnswer,
} from '../../../shared/view/answers.ts';
import type { PlanAnswer, RolloutAnswer, RolloutHead } from '../../../shared/view/rollout-answers.ts';
import type { CallerAnswer, ProblemDetails, SettingsAnswer } from '../../../shared/view/service-answers.ts';

export type { CallerAnswer, Explanation, FleetAnswer, InstanceAnswer, PlanAnswer, ProblemDetails };
export type {
  QuarantinedEvent,
  Reaction,
  ReactionAnswer,
  RolloutAnswer,
  RolloutHead,
  SettingsAnswer,
  TimelineEntry,
};

export type Command = RolloutAnswer['allowed'][number];
export type FleetProblem = FleetAnswer['status']['problems'][number];
export type FleetAdvice = NonNullable<FleetAnswer['status']['advice']>[number];

export interface Page<T> {
  items: T[];
  next?: string;
}
