// Makes the app registration of the sign-in, or brings the one that is there to what it should be. Safe to run again.
import { az, fail, graph, isSignIn, remember, setting } from './tools.mjs';

/** The same in every installation, so that running this again changes nothing. */
const ROLES = [
  ['3f4c6f0e-2f0a-4f7e-9c3e-6a1d5d8e7b01', 'Viewer', 'Reads everything, and plans rollouts.'],
  ['3f4c6f0e-2f0a-4f7e-9c3e-6a1d5d8e7b02', 'Operator', 'Reconciles, starts and steers rollouts.'],
  ['3f4c6f0e-2f0a-4f7e-9c3e-6a1d5d8e7b03', 'Admin', 'Puts and deletes fleets.'],
];
const SCOPE = '3f4c6f0e-2f0a-4f7e-9c3e-6a1d5d8e7b04';
const AZURE_CLI = '04b07795-8ddb-461a-bbee-02f9e1bf7b46';

if (isSignIn()) {
  const clientId = findOrCreate();
  const application = `applications(appId='${clientId}')`;
  const api = { requestedAccessTokenVersion: 2, oauth2PermissionScopes: [scope()] };
  graph('PATCH', application, { identifierUris: [`api://${clientId}`], appRoles: ROLES.map(role), api });
  // Only a scope that is there can be granted beforehand; the command line has its tokens by it.
  const known = [{ appId: AZURE_CLI, delegatedPermissionIds: [SCOPE] }];
  graph('PATCH', application, { api: { ...api, preAuthorizedApplications: known } });
  remember('FLEET_ENTRA_CLIENT_ID', clientId);
}

function findOrCreate() {
  const kept = process.env['FLEET_ENTRA_CLIENT_ID'];
  if (kept) return kept;
  const name = `Fleet Conductor ${setting('AZURE_ENV_NAME')}`;
  const found = az('ad', 'app', 'list', '--filter', `displayName eq '${name}'`, '--query', '[].appId');
  if (found.length > 1)
    fail(
      `There are ${found.length} app registrations ${name}: azd env set FLEET_ENTRA_CLIENT_ID says which one.`,
    );
  if (found.length === 1) return found[0];
  const made = az('ad', 'app', 'create', '--display-name', name, '--sign-in-audience', 'AzureADMyOrg');
  console.log(`Made the app registration ${name} (${made.appId})`);
  return made.appId;
}

function role([id, name, description]) {
  const allowedMemberTypes = ['User', 'Application'];
  return { id, value: `Fleet.${name}`, displayName: name, description, allowedMemberTypes, isEnabled: true };
}

function scope() {
  const text = 'Use Fleet Conductor as yourself';
  return {
    ...{ id: SCOPE, value: 'user_impersonation', type: 'User', isEnabled: true },
    ...{ adminConsentDisplayName: text, adminConsentDescription: text },
    ...{ userConsentDisplayName: text, userConsentDescription: text },
  };
}
