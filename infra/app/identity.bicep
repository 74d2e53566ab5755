@description('Name of the identity that acts: on scale sets, storage and secrets.')
param name string

@description('Name of the one that only signs people in.')
param signInName string

param withSignIn bool
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

// The app registration trusts this one in place of a secret. It is not the one that acts: whoever could use it could do no more than sign people in.
resource signIn 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = if (withSignIn) {
  name: signInName
  location: location
  tags: tags
}

output principalId string = identity.properties.principalId
output signInPrincipalId string = signIn.?properties.principalId ?? ''
