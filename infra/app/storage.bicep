import { builtInRoles } from 'roles.bicep'

param name string
param identityName string
param principalId string
param principalType string
param isPrivate bool
param networkName string
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource account 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // With a network of its own nobody comes from outside but who is trusted: Event Grid, which writes the dead letters. To switch
    // public access off altogether would keep that out too.
    publicNetworkAccess: 'Enabled'
    networkAcls: { defaultAction: isPrivate ? 'Deny' : 'Allow', bypass: 'AzureServices' }
  }

  resource blobs 'blobServices@2025-01-01' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: 7 }
    }

    resource package 'containers@2025-01-01' = {
      name: 'app-package'
      properties: { publicAccess: 'None' }
    }

    resource dead 'containers@2025-01-01' = {
      name: 'dead-letters'
      properties: { publicAccess: 'None' }
    }
  }
}

var dataRoles = [
  builtInRoles.storageBlobDataOwner
  builtInRoles.storageQueueDataContributor
  builtInRoles.storageTableDataContributor
]

resource appRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in dataRoles: {
    scope: account
    name: guid(account.id, identityName, role)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: identity.properties.principalId
      principalType: 'ServicePrincipal'
    }
  }
]

// Whoever deploys uploads the package and may read the state, for a backup.
resource deployerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in dataRoles: if (!empty(principalId)) {
    scope: account
    name: guid(account.id, principalId, role, 'deployer')
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: principalId
      principalType: principalType
    }
  }
]

module endpoints 'private-endpoint.bicep' = [
  for service in ['blob', 'queue', 'table']: if (isPrivate) {
    name: 'endpoint-${service}'
    params: {
      targetType: 'Microsoft.Storage/storageAccounts'
      targetName: account.name
      service: service
      zone: 'privatelink.${service}.${environment().suffixes.storage}'
      networkName: networkName
      location: location
      tags: tags
    }
  }
]
