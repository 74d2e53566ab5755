import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { givenArm, scaleSetPath, VERSION, type GivenArm } from './given-arm.ts';

let given: GivenArm;
beforeEach(async () => {
  given = await givenArm();
});
afterEach(() => given.arm.stop());

const form = { 'content-type': 'application/x-www-form-urlencoded' };

test('what the Azure CLI reads of a registered cloud is there in the shapes of all three generations', async () => {
  const { url } = given.arm;
  const first = await given.ask('GET', '/metadata/endpoints?api-version=2015-01-01');
  expect(first.at('authentication', 'loginEndpoint')).toBe(`${url}/`);
  const list = await given.ask('GET', '/metadata/endpoints?api-version=2019-05-01');
  expect(list.at(0, 'resourceManager')).toBe(`${url}/`);
  const one = await given.ask('GET', '/metadata/endpoints?api-version=2022-09-01');
  expect(one.at('resourceManager')).toBe(`${url}/`);
});

test('a service principal finds the token endpoint, gets a token and reads its subscription with it', async () => {
  const discovery = await given.ask('GET', '/common/v2.0/.well-known/openid-configuration');
  const endpoint = String(discovery.at('token_endpoint'));
  const body =
    'grant_type=client_credentials&client_id=app&client_secret=s&scope=https%3A%2F%2Farm%2F.default';
  const granted = await given.ask('POST', endpoint, { headers: form, body });
  expect(granted.at('token_type')).toBe('Bearer');
  const authorization = `Bearer ${String(granted.at('access_token'))}`;
  const asked = (path: string) => given.ask('GET', path, { headers: { authorization } });
  given.arm.sim.createScaleSet({ resourceGroup: 'rg-demo', name: 'web', capacity: 1 });
  expect((await asked('/tenants?api-version=2022-12-01')).at('value', 0, 'tenantId')).toMatch(
    /^[0-9a-f-]{36}$/,
  );
  const subscriptions = await asked('/subscriptions?api-version=2022-12-01');
  expect(subscriptions.at('value', 0, 'state')).toBe('Enabled');
  const id = String(subscriptions.at('value', 0, 'id'));
  expect((await asked(`${id}?api-version=2022-12-01`)).at('id')).toBe(id);
  expect((await asked(`${scaleSetPath('web')}?${VERSION}`)).status).toBe(200);
});

test('a request for a token without a secret is refused in the words of OAuth', async () => {
  const refused = await given.ask('POST', '/tenant/oauth2/v2.0/token', {
    headers: form,
    body: 'client_id=app',
  });
  expect(refused.status).toBe(400);
  expect(refused.at('error')).toBe('invalid_request');
});
