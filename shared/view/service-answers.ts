import * as z from 'zod';
import { AccessMode, Role } from '../contracts/access.ts';

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

/** Who calls: by a key nobody has a name. */
export const CallerAnswer = z.object({
  name: z.string().optional(),
  role: Role.describe('What they may do at most.'),
  access: AccessMode.describe('How callers are known here.'),
  now: z.string().describe('The app’s own time (ISO 8601): on a machine of one’s own it may run faster.'),
});

export type CallerAnswer = z.infer<typeof CallerAnswer>;

/** What is set for this installation; nothing of it is secret. */
export const SettingsAnswer = z.object({
  installation: z.string().describe('Its name in the marks of targets.'),
  access: AccessMode,
  reconcileSchedule: z.string().describe('NCRONTAB with seconds.'),
  reconcileMinutes: z.number().describe('Within how many minutes each fleet has its turn.'),
  octopusServers: z.record(z.string(), z.string()).describe('Addresses by the names that fleets use.'),
});
export type SettingsAnswer = z.infer<typeof SettingsAnswer>;

/** Whether the app can do its work. */
export const HealthAnswer = z.object({ status: z.literal('ok') });
export type HealthAnswer = z.infer<typeof HealthAnswer>;

const FleetSince = z.object({ fleet: z.string(), since: z.string().describe('ISO 8601.') });

/** The same for those who may know more; of the first 500 fleets by name. */
export const HealthDetails = HealthAnswer.extend({
  at: z.string().describe('The app’s own time (ISO 8601).'),
  fleets: z.int().describe('How many were asked about.'),
  oldestHint: FleetSince.optional().describe('The oldest hint that nobody has taken.'),
  lastReconciled: z.string().optional().describe('When a fleet’s work last began or ended.'),
  longestUnmoved: FleetSince.optional().describe('Whose work began or ended longest ago.'),
  refusing: z
    .array(z.object({ code: z.string(), reason: z.string(), fleets: z.array(z.string()) }))
    .describe('What Azure, Octopus or a registry says that keeps fleets from going on.'),
});
export type HealthDetails = z.infer<typeof HealthDetails>;
