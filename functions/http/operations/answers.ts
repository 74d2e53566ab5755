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
import { DocumentKind } from './parameters.ts';

/** One thing wrong with what was sent, and where. */
export const FieldProblem = z.object({
  path: z.string().describe('`octopus.roles[0]`; empty for the whole.'),
  message: z.string(),
  code: z.string().optional().describe('Stable, for programs; where one is told.'),
  line: z.int().optional().describe('Of the text that was sent, counted from 1.'),
  column: z.int().optional(),
});

/** What RFC 9457 asks for, and what is added to it. */
export const ProblemDetails = z.object({
  type: z.literal('about:blank'),
  title: z.string().describe('The status in words.'),
  status: z.int(),
  code: z
    .string()
    .regex(/^[a-z][A-Za-z]+$/)
    .describe('Stable, for programs.'),
  detail: z.string().describe('What happened, for people.'),
  nextStep: z.string().describe('What to do about it, for people.'),
  errors: z.array(FieldProblem).optional().describe('All that is wrong with what was sent, at once.'),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;

/** What there is to say of a document. */
export const Verdict = z.object({
  kind: DocumentKind,
  isValid: z.boolean(),
  errors: z.array(FieldProblem).describe('All that is wrong with it.'),
});

export const ApiPage = z.string();
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
    ApiPage,
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
  ...{ QuarantinedEvent, QuarantinePage, Accepted, PlannedRollout, RolloutHead, RolloutPage, RolloutInShort },
  ...{ RolloutAnswer, RolloutTaken, Check, Hold, Change: Entry, OpenApiDocument },
};
