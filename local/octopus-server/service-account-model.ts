/** A user for programs; whoever holds a token of one of its identities may have an access token. */
export interface ServiceAccount {
  /** A GUID, as its OpenID Connect section shows it. */
  readonly Id: string;
  Name: string;
  OidcIdentities: { Issuer: string; Subject: string; Audience?: string }[];
  IsDisabled: boolean;
}

/** An access token that was given out. */
export interface AccessToken {
  /** The token itself. */
  readonly Id: string;
  readonly ServiceAccountId: string;
  readonly ExpiresAt: number;
}
