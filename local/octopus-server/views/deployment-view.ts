import type { Deployment, Release } from '../model.ts';
import { instantText } from './instant-text.ts';

export function deploymentView(deployment: Deployment): Record<string, unknown> {
  const { Id, SpaceId, Created, DeployedBy, ...wire } = deployment;
  const space = `/api/${SpaceId}`;
  return {
    Id,
    SpaceId,
    ...wire,
    Created: instantText(Created),
    DeployedBy,
    DeployedById: 'Users-1',
    DeploymentProcessId: `deploymentprocess-${deployment.ProjectId}`,
    ManifestVariableSetId: `variableset-${Id}`,
    Links: {
      Self: `${space}/deployments/${Id}`,
      Task: `/api/tasks/${deployment.TaskId}`,
      Release: `${space}/releases/${deployment.ReleaseId}`,
      Environment: `${space}/environments/${deployment.EnvironmentId}`,
      Project: `${space}/projects/${deployment.ProjectId}`,
    },
  };
}

export function releaseView(release: Release): Record<string, unknown> {
  const space = `/api/${release.SpaceId}`;
  const self = `${space}/releases/${release.Id}`;
  const { VariableSnapshots = 1, ...wire } = release;
  return {
    ...wire,
    ProjectVariableSetSnapshotId: `variableset-${release.ProjectId}-s-${VariableSnapshots}`,
    Assembled: instantText(release.Assembled),
    Links: {
      Self: self,
      Project: `${space}/projects/${release.ProjectId}`,
      Channel: `${space}/channels/${release.ChannelId}`,
      Deployments: `${self}/deployments{?skip,take}`,
      Progression: `${self}/progression`,
    },
  };
}
