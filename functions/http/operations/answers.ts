import * as z from 'zod';
import { QuarantinedEvent } from '../../../shared/contracts/hint.ts';
import { LedgerTarget } from '../../../shared/contracts/ledger.ts';
import { TimelineEntry } from '../../../shared/contracts/timeline.ts';
import { Member } from '../../../shared/contracts/member.ts';
import { Problem } from '../../../shared/contracts/problem.ts';
import { PlannedDeployment, Reaction } from '../../../shared/contracts/reaction.ts';
import { Check } from '../../../shared/contracts/rollout/plan.ts';
import { Entry, Hold } from '../../../shared/contracts/rollout/record.ts';
import {
  Accepted,
  DeploymentPlan,
  Explanation,
  FleetAnswer,
  InstanceAnswer,
  pageOf,
  ReactionAnswer,
  TimelinePage,
} from '../../../shared/view/answers.ts';
import {
  PlanAnswer,
  RolloutAnswer,
  RolloutHead,
  RolloutInShort,
  RolloutTaken,
} from '../../../shared/view/rollout-answers.ts';
import {
  CallerAnswer,
  FieldProblem,
  HealthAnswer,
  HealthDetails,
  ProblemDetails,
  SettingsAnswer,
} from '../../../shared/view/service-answers.ts';
import { DocumentKind } from './parameters.ts';

/** What there is to say of a document. */
export const Verdict = z.object({
  kind: DocumentKind,
  isValid: z.boolean(),
  errors: z.array(FieldProblem).describe('All that is wrong with it.'),
});

export const ApiPage = z.string();
export const MetricsText = z.string();
export const JsonSchema = z.record(z.string(), z.unknown());

export const PlannedRollout = PlanAnswer.extend({ fleet: z.string() });

export const FleetPage = pageOf(FleetAnswer);
export const InstancePage = pageOf(InstanceAnswer);
export const ReactionPage = pageOf(Reaction);
export const RolloutPage = pageOf(RolloutHead);
export const QuarantinePage = pageOf(QuarantinedEvent);
export const OpenApiDocument = z.record(z.string(), z.unknown());

/** The schemas of answers, and of what is in several of them, by the names that they have in docs/openapi.json. */
export const ANSWERS = {
  ...{
    Explanation,
    FieldProblem,
    ProblemDetails,
    Verdict,
    CallerAnswer,
    SettingsAnswer,
    ApiPage,
    MetricsText,
    HealthAnswer,
    HealthDetails,
    JsonSchema,
    FleetAnswer,
    FleetPage,
    InstanceAnswer,
    InstancePage,
    Member,
    Problem,
    LedgerTarget,
  },
  ...{ TimelineEntry, TimelinePage, Reaction, ReactionPage, ReactionAnswer, PlannedDeployment },
  DeploymentPlan,
  ...{ QuarantinedEvent, QuarantinePage, Accepted, PlannedRollout, RolloutHead, RolloutPage, RolloutInShort },
  ...{ RolloutAnswer, RolloutTaken, Check, Hold, Change: Entry, OpenApiDocument },
};
