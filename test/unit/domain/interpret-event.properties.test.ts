import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ScaleSetId } from '../../../shared/contracts/scale-set-id.ts';
import { type Interpretation, interpretGridEvent } from '../../../shared/domain/interpret-event.ts';
import { interpretPostedEvent } from '../../../shared/domain/interpret-notice.ts';
import type { Subject } from '../../../shared/domain/subjects.ts';
import { asCloudEvent, type GridEvent } from '../../support/events/event-grid-event.ts';
import { autoscaleWebhook, commonAlert } from '../../support/events/posted-events.ts';
import { NOTICES } from '../../support/events/notices.ts';
import { scaleSetId } from '../../support/events/resource-ids.ts';
import {
  healthResourceEvent,
  vmChangedNotification,
} from '../../support/events/resource-notification-events.ts';
import { flexVmWriteEvent, vmssWriteEvent } from '../../support/events/resource-operation-events.ts';
import { subscriptionValidationEvent } from '../../support/events/subscription-validation-event.ts';

const WEB = scaleSetId('web');
const grid: GridEvent[] = [
  vmssWriteEvent({ scaleSet: WEB, id: 'e' }),
  flexVmWriteEvent({ scaleSet: WEB, id: 'e' }),
  healthResourceEvent({ virtualMachine: `${WEB}/virtualMachines/0`, id: 'e' }),
  vmChangedNotification({ virtualMachine: `${WEB}_3c0ffee5`, scaleSet: WEB, id: 'e' }),
  subscriptionValidationEvent({ code: 'c', id: 'e' }),
];
const WELL_FORMED: unknown[] = [
  ...grid,
  ...grid.map(asCloudEvent),
  autoscaleWebhook({ scaleSet: WEB }),
  commonAlert({ scaleSet: WEB, id: 'a' }),
  ...Object.values(NOTICES).map((notice) => notice(WEB)),
  { scaleSet: WEB },
];

type Path = (string | number)[];

/** The paths to everything inside a JSON value. */
function pathsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...path, key]))];
}

/** The value with what is at the path replaced, or taken out when there is no replacement. */
function changed(value: unknown, [key, ...rest]: Path, replacement: unknown): unknown {
  if (key === undefined) return replacement;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  if (rest.length === 0 && replacement === undefined) delete copy[key];
  else copy[key] = changed(copy[key], rest, replacement);
  return copy;
}

const replacement = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constant(undefined),
  fc.constantFrom(
    WEB,
    `${WEB}/virtualMachines/1`,
    WEB.toUpperCase(),
    `${WEB}${'w'.repeat(400)}`,
    `${WEB}\n`,
    '',
  ),
);
const mutated = fc
  .constantFrom(...WELL_FORMED)
  .chain((event) =>
    fc
      .tuple(fc.constantFrom(...pathsIn(event)), replacement)
      .map(([path, value]) => changed(event, path, value)),
  );
const anything = fc.oneof({ weight: 1, arbitrary: fc.jsonValue() }, { weight: 4, arbitrary: mutated });

/** Without keys whose values JSON cannot say. */
function onTheWire(event: unknown): unknown {
  return JSON.parse(JSON.stringify(event));
}

function expectSoundSubject(subject: Subject): void {
  const scaleSet = subject.kind === 'machine' ? subject.namesake : subject.id;
  if (subject.kind !== 'autoscaleSetting' && scaleSet !== undefined)
    expect(ScaleSetId.safeParse(scaleSet).success).toBe(true);
  expect(subject.id.length).toBeLessThanOrEqual(600);
}

function expectSound(interpretation: Interpretation): void {
  const { subjects = [], ...kept } = { subjects: undefined, ...interpretation };
  expect(JSON.stringify(kept).length).toBeLessThan(6000);
  expect(interpretation.id).not.toBe('');
  if (interpretation.kind === 'hint') {
    expect(subjects.length).toBeGreaterThan(0);
    for (const subject of subjects) expectSoundSubject(subject);
    expect(interpretation.what).toEqual(expect.any(String));
  } else {
    expect(interpretation.code).toMatch(/^[a-zA-Z]+$/);
    expect(interpretation.reason).not.toBe('');
  }
}

describe('whatever arrives', () => {
  test('at the Event Grid door comes to a hint about a possible scale set, or to a reason', () => {
    fc.assert(
      fc.property(anything, (event) => expectSound(interpretGridEvent(event))),
      { numRuns: 2000 },
    );
  });

  test('as a posted body does so too', () => {
    fc.assert(
      fc.property(anything, (body) => expectSound(interpretPostedEvent(body))),
      { numRuns: 2000 },
    );
  });

  test('comes to the same in both schemas of Event Grid', () => {
    const paths = grid.flatMap((event) =>
      pathsIn(event.data).map((path) => ({ event, path: ['data', ...path] })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...paths), replacement, ({ event, path }, value) => {
        const odd = changed(event, path, value) as GridEvent;
        expect(interpretGridEvent(onTheWire(asCloudEvent(odd)))).toEqual(interpretGridEvent(onTheWire(odd)));
      }),
      { numRuns: 500 },
    );
  });

  test('comes to the same however often it is delivered', () => {
    fc.assert(
      fc.property(anything, (event) => {
        expect(interpretGridEvent(structuredClone(event))).toEqual(interpretGridEvent(event));
      }),
    );
  });
});
