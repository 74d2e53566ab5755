import { builtInRoles } from 'roles.bicep'

param name string
param identityName string
param principalId string
param principalType string

@secure()
param octopusApiKey string

param isPrivate bool
param networkName string
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    publicNetworkAccess: isPrivate ? 'Disabled' : 'Enabled'
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }

  // A template may write a secret also where the network lets nobody in: it goes by Azure Resource Manager.
  resource key 'secrets@2024-11-01' = if (!empty(octopusApiKey)) {
    name: 'octopus-api-key'
    properties: { value: octopusApiKey }
  }
}

resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identityName, 'reader')
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      builtInRoles.keyVaultSecretsUser
    )
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource officer 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  scope: vault
  name: guid(vault.id, principalId, 'officer')
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      builtInRoles.keyVaultSecretsOfficer
    )
    principalId: principalId
    principalType: principalType
  }
}

module endpoint 'private-endpoint.bicep' = if (isPrivate) {
  name: 'endpoint-vault'
  params: {
    targetType: 'Microsoft.KeyVault/vaults'
    targetName: vault.name
    service: 'vault'
    zone: 'privatelink.vaultcore.azure.net'
    networkName: networkName
    location: location
    tags: tags
  }
}
