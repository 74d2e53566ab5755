import { expect } from '@jest/globals';

import { scaleSetPath } from '../../arm/given-arm.ts';
import { WEB, q, settled, patch, type Fact } from './fact.ts';

export const ERROR_FACTS: Fact[] = [
  {
    name: 'a missing set is 404 ResourceNotFound from the gateway',
    check: async (given) => {
      const missing = await given.ask('GET', q(scaleSetPath('nothing')));
      expect(missing.status).toBe(404);
      expect(missing.at('error', 'code')).toBe('ResourceNotFound');
      expect(missing.headers.get('x-ms-failure-cause')).toBe('gateway');
    },
  },
  {
    name: 'an unknown instance id is 400 InvalidParameter with its target',
    check: async (given) => {
      settled(given);
      const refused = await given.ask('POST', q(`${WEB}/delete`), { body: { instanceIds: ['999'] } });
      expect(refused.status).toBe(400);
      expect(refused.body).toEqual({
        error: {
          code: 'InvalidParameter',
          message: 'The provided instanceId 999 is not an active Virtual Machine Scale Set VM instanceId.',
          target: 'instanceIds',
        },
      });
    },
  },
  {
    name: 'a set that is being deleted takes no write',
    check: async (given) => {
      settled(given);
      expect((await given.ask('DELETE', q(WEB))).status).toBe(202);
      const refused = await patch(given, 5);
      expect(refused.status).toBe(409);
      expect(refused.at('error', 'message')).toMatch(/marked for deletion/);
      await given.clock.advance(60_000);
      expect((await given.ask('GET', q(WEB))).status).toBe(404);
    },
  },
  {
    name: 'api-versions are required, and refused with those there are when no date or from before the first',
    check: async (given) => {
      settled(given);
      expect((await given.ask('GET', WEB)).at('error', 'code')).toBe('MissingApiVersionParameter');
      for (const version of ['2001-01-01', '2024-13-01', '2023-02-30', 'latest', '2024-07-01-rtm']) {
        const refused = await given.ask('GET', `${WEB}?api-version=${version}`);
        expect(refused.status).toBe(400);
        expect(refused.at('error', 'code')).toBe('NoRegisteredProviderFound');
        expect(refused.at('error', 'message')).toMatch(
          `No registered resource provider found for location 'westeurope' and API version '${version}' for type 'virtualMachineScaleSets'. The supported api-versions are '2015-06-15, `,
        );
        expect(refused.at('error', 'message')).toMatch(/The supported locations are '\w+/);
      }
      const before = await given.ask('GET', '/subscriptions?api-version=2010-01-01');
      expect([before.status, before.at('error', 'code')]).toEqual([400, 'InvalidApiVersionParameter']);
    },
  },
  {
    name: 'any date since the first is a version, also a preview and one from after today',
    check: async (given) => {
      settled(given);
      for (const version of ['2022-01-01', '2025-02-02-preview', '2026-03-01', '2026-04-01', '2031-12-31'])
        for (const path of [WEB, `${WEB}/networkInterfaces`, `${WEB}/virtualMachines`])
          expect((await given.ask('GET', `${path}?api-version=${version}`)).status).toBe(200);
    },
  },
  {
    name: 'a request without a token is 401',
    check: async (given) => {
      const refused = await given.ask('GET', q(WEB), { headers: { authorization: '' } });
      expect(refused.status).toBe(401);
      expect(refused.at('error', 'code')).toBe('AuthenticationFailed');
    },
  },
  {
    name: 'too many requests are 429 with Retry-After and the group that is spent',
    check: async (given) => {
      settled(given);
      given.arm.sim.addFault({ effect: { accept: 'throttle', retryAfterSeconds: 120 } });
      const refused = await given.ask('GET', q(`${WEB}/virtualMachines`));
      expect(refused.status).toBe(429);
      expect(refused.headers.get('retry-after')).toBe('120');
      expect(refused.at('error', 'code')).toBe('OperationNotAllowed');
      expect(refused.at('error', 'details', 0, 'target')).toMatch(/^HighCostGetVMScaleSet/);
      expect(refused.at('error', 'innererror', 'internalErrorCode')).toBe('TooManyRequestsReceived');
    },
  },
];
