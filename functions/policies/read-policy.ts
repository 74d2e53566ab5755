import { LATE_FACTS, PolicyParameters } from '../../shared/contracts/rollout/parameter.ts';
import { RolloutPolicy } from '../../shared/contracts/rollout/policy.ts';
import { filledIn, valuesFor } from '../../shared/domain/rollout/parameters.ts';
import { fieldErrors } from '../http/field-errors.ts';
import { type FieldError, NotInForm } from '../http/problem-details.ts';
import { type Format, parseDocument } from './parse-document.ts';

type Value = string | number | boolean;

export interface PolicySource {
  /** The text as it was sent, with what it is in; or the document, when it came as part of something else. */
  document: { text: string; format: Format } | { value: unknown };
  /** Values for the policy's parameters, by name. */
  given?: Record<string, unknown>;
  /** What the policy may say of its fleet without being told (`fleetFacts`); `undefined`: there is no such fleet. */
  factsOf: (fleet: string) => Promise<Record<string, Value> | undefined>;
}

export type ReadPolicy = { ok: true; policy: RolloutPolicy } | { ok: false; errors: FieldError[] };

/**
 * A policy with every parameter filled in, or everything that is wrong with it at once, each with its path, and its line
 * where there is a text. Facts of `LATE_FACTS` are still in it, as `${revision}`; `withLateFacts` fills them in.
 */
export async function readPolicy({ document, given = {}, factsOf }: PolicySource): Promise<ReadPolicy> {
  const parsed =
    'text' in document
      ? parseDocument(document.text, document.format)
      : ({ ok: true, value: document.value, placeOf: () => undefined } as const);
  if (!parsed.ok) return parsed;
  const read = await readForm(parsed.value, given, factsOf);
  if (read.ok) return read;
  return {
    ok: false,
    errors: read.errors.map((error) => ({ ...error, ...parsed.placeOf(error.path) })),
  };
}

async function readForm(
  value: unknown,
  given: Record<string, unknown>,
  factsOf: PolicySource['factsOf'],
): Promise<ReadPolicy> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, errors: [{ path: '', message: 'must be an object' }] };
  const { parameters = [], ...form } = value as Record<string, unknown>;
  const { values, named, errors } = valuesOf(parameters, given);
  const facts = await factsIn(form, values, factsOf);
  const filled = fill(form, { values: new Map([...values, ...Object.entries(facts.known)]), named });
  const all = [...errors, ...filled.errors, ...(facts.error ? [facts.error] : [])];
  return filled.policy && all.length === 0 ? { ok: true, policy: filled.policy } : { ok: false, errors: all };
}

/** The values in force, and every name that is some parameter's: what one of no value would be is told with the parameter. */
function valuesOf(declared: unknown, given: Record<string, unknown>) {
  const parameters = PolicyParameters.safeParse(declared);
  if (!parameters.success) {
    const errors = fieldErrors(parameters.error.issues).map((error) => under('parameters', error));
    return { values: new Map<string, Value>(), named: new Set(namesIn(declared)), errors };
  }
  const { values, problems } = valuesFor(parameters.data, given);
  const errors: FieldError[] = problems.map(({ path, message }) => ({ path, message }));
  return { values, named: new Set(parameters.data.map(({ name }) => name)), errors };
}

function under(head: string, { path, message }: FieldError): FieldError {
  return { path: `${head}${path === '' || path.startsWith('[') ? path : `.${path}`}`, message };
}

/** Names that parameters give themselves, as far as that can be seen. */
function namesIn(declared: unknown): string[] {
  const each = Array.isArray(declared) ? (declared as unknown[]) : [];
  return each.flatMap((one) => {
    const name = typeof one === 'object' && one !== null ? (one as { name?: unknown }).name : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

interface Facts {
  known: Record<string, Value>;
  error?: FieldError;
}

async function factsIn(
  { fleet }: Record<string, unknown>,
  values: Map<string, Value>,
  factsOf: PolicySource['factsOf'],
): Promise<Facts> {
  const name = RolloutPolicy.shape.fleet.safeParse(filledIn(fleet, values).filled);
  if (!name.success) return { known: {} };
  const known = await factsOf(name.data);
  return known
    ? { known }
    : { known: {}, error: { path: 'fleet', message: `There is no fleet ${name.data}.` } };
}

interface Filling {
  values: Map<string, Value>;
  named: Set<string>;
}

function fill(form: Record<string, unknown>, { values, named }: Filling) {
  const late = new Map<string, Value>(LATE_FACTS.map((name) => [name, `\${${name}}`]));
  const { filled, missing } = filledIn(form, new Map([...values, ...late]));
  const parsed = RolloutPolicy.safeParse(filled);
  const lateElsewhere = misplaced(form);
  const open = [...missing, ...lateElsewhere].map(({ path }) => path);
  const isTold = ({ path }: FieldError) => open.includes(path);
  const errors = [
    ...missing
      .filter(({ name }) => !named.has(name))
      .map(({ path, name }) => ({ path, message: unknown(name, [...named, ...values.keys()]) })),
    ...lateElsewhere,
    ...fieldErrors(parsed.error?.issues ?? []).filter((error) => !isTold(error)),
  ];
  return { policy: parsed.data, errors };
}

function unknown(name: string, known: string[]): string {
  const all = [...new Set([...known, ...LATE_FACTS])].join(', ');
  return `There is no \${${name}}; there is ${all}.`;
}

/** What is known only once the rollout is planned can stand only where nothing of the plan depends on it. */
function misplaced(form: Record<string, unknown>): FieldError[] {
  const marks = new Map<string, Value>();
  const { missing } = filledIn(form, marks);
  return missing
    .filter(({ path, name }) => (LATE_FACTS as readonly string[]).includes(name) && !path.endsWith('.url'))
    .map(({ path, name }) => ({
      path,
      message: `\${${name}} is known only once the rollout is planned: use it in the addresses of probes and webhooks.`,
    }));
}

/** The policy with what its plan made known: the new unit's name and number. */
export function withLateFacts(
  policy: RolloutPolicy,
  facts: { revision: number; unit: string },
): RolloutPolicy {
  const { filled } = filledIn(policy, new Map<string, Value>(Object.entries(facts)));
  const parsed = RolloutPolicy.safeParse(filled);
  if (parsed.success) return parsed.data;
  throw new NotInForm('policy', fieldErrors(parsed.error.issues));
}
