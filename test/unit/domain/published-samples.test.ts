import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { scaleSetName } from '../../../shared/contracts/scale-set-id.ts';
import { type Interpretation, interpretGridEvent } from '../../../shared/domain/interpret-event.ts';
import { interpretPostedEvent } from '../../../shared/domain/interpret-notice.ts';
import { commonAlert } from '../../support/events/posted-events.ts';
import { scaleSetId } from '../../support/events/resource-ids.ts';
import { SAMPLE_OUTCOMES, type SampleOutcome } from './support/sample-outcomes.ts';

/** Samples that others published stay outside of the project; see the builders for shapes of our own. */
const FOLDER = join(__dirname, '../../../../shared/reference/events');
const present = existsSync(FOLDER);
if (!present) console.warn('The published samples of events are not there: their tests are skipped.');

function eventsIn(file: string, { wrapInAlert }: SampleOutcome): unknown[] {
  const content = JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as unknown;
  if (wrapInAlert) return [inAlert(content as { alertContext: Record<string, unknown> })];
  return Array.isArray(content) ? content : [content];
}

function inAlert({ alertContext }: { alertContext: Record<string, unknown> }) {
  return commonAlert({ scaleSet: scaleSetId('of-the-envelope'), id: 'wrapped', alertContext });
}

function outcomeOf(interpretation: Interpretation) {
  if (interpretation.kind !== 'hint') return { kind: interpretation.kind, code: interpretation.code };
  const [subject] = interpretation.subjects;
  const scaleSet = subject?.kind === 'machine' ? subject.namesake : subject?.id;
  const named = scaleSet === undefined ? undefined : scaleSetName(scaleSet)?.name;
  // A VM that only a ledger could know: none does here.
  if (named === undefined) return { kind: 'ignored', code: 'notAScaleSet' };
  return { kind: interpretation.kind, scaleSet: named };
}

(present ? describe : describe.skip)('a published sample comes to what it should', () => {
  test.each(Object.entries(SAMPLE_OUTCOMES))('%s', (file, outcome) => {
    const { door, wrapInAlert: _wrapped, ...expected } = outcome;
    const interpret = door === 'grid' ? interpretGridEvent : interpretPostedEvent;
    for (const event of eventsIn(file, outcome)) expect(outcomeOf(interpret(event))).toEqual(expected);
  });

  test('and none was forgotten', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' });
    expect(files.filter((file) => file.endsWith('.json')).sort()).toEqual(
      Object.keys(SAMPLE_OUTCOMES).sort(),
    );
  });
});
