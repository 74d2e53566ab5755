/** Deploys a project by itself to targets that appear: Octopus's deployment target trigger. */
export interface Trigger {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  ProjectId: string;
  IsDisabled: boolean;
  /** Targets of these; empty = all. */
  EnvironmentIds: string[];
  Roles: string[];
  /** Also to targets that have the release. */
  ShouldRedeployWhenMachineHasBeenDeployedTo: boolean;
  /** When it was last looked whether there is anything to do. */
  CheckedAt: number;
  /** Targets that it has seen to; nothing happens to them until they appear again under another id. */
  SeenMachineIds: string[];
}
