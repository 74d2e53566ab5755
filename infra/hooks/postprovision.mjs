// What the app registration names of the function app: where people come back to, and the identity that it trusts in place of a
// secret. Assignment is required, and whoever deploys is the first admin. Safe to run again.
import { az, graph, isSignIn, setting, tryAz, withFile } from './tools.mjs';

const ADMIN = '3f4c6f0e-2f0a-4f7e-9c3e-6a1d5d8e7b03';

if (isSignIn()) {
  const clientId = setting('FLEET_ENTRA_CLIENT_ID');
  graph('PATCH', `applications(appId='${clientId}')`, {
    web: {
      redirectUris: [`${setting('AZURE_FUNCTION_APP_URL')}/.auth/login/aad/callback`],
      implicitGrantSettings: { enableIdTokenIssuance: true },
    },
  });
  trustIdentity(clientId, setting('FLEET_SIGN_IN_IDENTITY_PRINCIPAL_ID'));
  const principal = servicePrincipal(clientId);
  graph('PATCH', `servicePrincipals/${principal}`, { appRoleAssignmentRequired: true });
  const person = process.env['AZURE_PRINCIPAL_ID'];
  if (person) assignAdmin(principal, person);
}

function trustIdentity(clientId, subject) {
  const credential = {
    ...{ name: 'function-app', subject, audiences: ['api://AzureADTokenExchange'] },
    issuer: `https://login.microsoftonline.com/${az('account', 'show').tenantId}/v2.0`,
  };
  const known = az('ad', 'app', 'federated-credential', 'list', '--id', clientId);
  const same = known.find(({ name }) => name === credential.name);
  if (same?.subject === subject && same.issuer === credential.issuer) return;
  const how = same ? ['update', '--federated-credential-id', same.id] : ['create'];
  const of = ['--id', clientId];
  withFile(credential, (file) =>
    az('ad', 'app', 'federated-credential', ...how, ...of, '--parameters', `@${file}`),
  );
}

function servicePrincipal(clientId) {
  const found = tryAz('ad', 'sp', 'show', '--id', clientId);
  return (found.status === 0 ? JSON.parse(found.text) : az('ad', 'sp', 'create', '--id', clientId)).id;
}

function assignAdmin(resourceId, principalId) {
  const { value } = graph('GET', `servicePrincipals/${resourceId}/appRoleAssignedTo`);
  if (value.some((each) => each.principalId === principalId && each.appRoleId === ADMIN)) return;
  graph('POST', `servicePrincipals/${resourceId}/appRoleAssignedTo`, {
    principalId,
    resourceId,
    appRoleId: ADMIN,
  });
  console.log('You are an admin of Fleet Conductor; others are assigned in its enterprise application.');
}
