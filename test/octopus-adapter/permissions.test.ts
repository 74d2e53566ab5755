import { expect, test } from '@jest/globals';
import { problemOfAnswer } from '../../shared/octopus/octopus-errors.ts';

const BARE = 'You do not have permission to perform this action.';

test.each([
  [
    'Missing permission: MachineDelete',
    { path: '/api/x' },
    'MachineDelete in the space; the role Environment',
  ],
  [
    `${BARE} Missing permission: AccountView`,
    { path: '/api/Spaces-1/machines' },
    'AccountView in the space.',
  ],
  [
    BARE,
    { method: 'POST', path: '/api/Spaces-1/deployments' },
    'DeploymentCreate in the space; the role Deployment',
  ],
  [BARE, { method: 'PUT', path: '/api/Spaces-1/workers/Workers-1' }, 'WorkerEdit in the space'],
  [BARE, { path: '/api/spaces' }, 'the roles Environment Manager, Project Viewer and Deployment Creator'],
])('403 that says %j for %j takes %s', (ErrorMessage, call, expected) => {
  const problem = problemOfAnswer('default', { status: 403, body: { ErrorMessage }, call });
  expect(problem).toMatchObject({ kind: 'Permanent', code: 'octopusForbidden' });
  expect(problem.nextStep).toContain(expected);
});
