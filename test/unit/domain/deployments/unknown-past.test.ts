import { describe, expect, test } from '@jest/globals';
import { unknownSince, withUnknownPast } from '../../../../shared/domain/deployments/unknown-past.ts';
import { after, deployment, ownRelease, registeredRow, START, WANTED } from '../support/builders.ts';

const adopted = (id: string, more: object = {}) => {
  const { target, ...row } = registeredRow(id, more);
  return { ...row, ...(target ? { target: { ...target, origin: 'adopted' as const } } : {}) };
};
const madeAt = (created: string) => deployment('Deployments-1', { created });

describe('what is not known of a machine', () => {
  test('concerns adopted ones without any word about the project, once something could be deployed to them', () => {
    const known = adopted('b', { releases: { [WANTED.projectId]: ownRelease('deployed') } });
    const ill = adopted('d', { health: 'unhealthy' });
    const rows = [adopted('a', { health: 'healthy' }), known, registeredRow('c'), ill];
    expect(withUnknownPast(rows, WANTED.projectId)).toEqual([rows[0]]);
  });

  test('goes back to when the oldest of them was made, unless the newest deployments do so too', () => {
    const rows = [adopted('a', { renewedAt: after(60) }), adopted('b', { renewedAt: after(30) })];
    expect(unknownSince(rows, [madeAt(after(90)), madeAt(after(45))])).toBe(after(30));
    expect(unknownSince(rows, [madeAt(after(90)), madeAt(after(20))])).toBeUndefined();
    expect(unknownSince([adopted('a')], [madeAt(after(20))])).toBe(new Date(0).toISOString());
    expect(unknownSince([], [madeAt(START)])).toBeUndefined();
    expect(unknownSince(rows, [])).toBeUndefined();
  });
});
