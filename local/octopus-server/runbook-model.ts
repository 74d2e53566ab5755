/** What is done to machines beside deploying to them; the newest published snapshot is what others run. */
export interface Runbook {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  Slug: string;
  ProjectId: string;
  PublishedRunbookSnapshotId: string | null;
}

/** A runbook as it was when it was published. */
export interface RunbookSnapshot {
  readonly Id: string;
  readonly SpaceId: string;
  Name: string;
  ProjectId: string;
  RunbookId: string;
  Assembled: number;
}
