@description('The name of the role that is given on this resource group: a guid.')
param roleName string

@description('The identity that acts, and its group.')
param identityName string
param identityGroup string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  scope: resourceGroup(identityGroup)
  name: identityName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, identityName, roleName)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleName)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}
