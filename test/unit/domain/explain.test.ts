import { describe, expect, test } from '@jest/globals';
import { mentions } from '../../../shared/domain/explain.ts';

const line = (message: string, data?: Record<string, unknown>) => ({
  ...{ at: '2026-01-01T00:00:00.000Z', kind: 'any', message, reason: 'it is so' },
  ...(data ? { data } : {}),
});

describe('a line names an instance', () => {
  test.each([
    ['web_1', 'Registered web_1', true],
    ['web_1', 'Registered web_1, web_2', true],
    ['WEB_1', 'Registered web_1: it is there', true],
    ['web_1', 'Registered web_10', false],
    ['web_1', 'Registered web_10, web_1', true],
    ['web_1', 'Registered old-web_1', false],
    ['web.1', 'Registered webs1', false],
    ['', 'Registered web_1', false],
  ])('%s in "%s": %s', (name, message, isSo) => {
    expect(mentions(line(message), [name])).toBe(isSo);
  });

  test('also in what the line holds for programs', () => {
    expect(mentions(line('Looks', { targets: ['Machines-7'] }), ['none', 'Machines-7'])).toBe(true);
    expect(mentions(line('Looks', { targets: ['Machines-71'] }), ['Machines-7'])).toBe(false);
  });
});
